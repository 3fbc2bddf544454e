import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Check, CheckContext, Finding } from './check.ts'

/**
 * Settings of this shell and user that send AWS tools elsewhere, or past the keys that Lambent gives.
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints" and "Settings reference".
 */
export const checkAwsSettings: Check = async (context) => [
  endpointFinding(context),
  ...proxyFindings(context),
  ...leftoverFindings(context),
  ...configFindings(context),
]

function endpointFinding({ environment, port }: CheckContext): Finding {
  const name = 'AWS endpoint'
  const url = environment.AWS_ENDPOINT_URL
  const remedy = 'Point this shell at Lambent: eval "$(lambent env)"'
  if (!url)
    return {
      name,
      status: 'warning',
      message: 'AWS_ENDPOINT_URL is not set: AWS tools of this shell talk to AWS',
      remedy,
    }
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') {
    return {
      name,
      status: 'warning',
      message: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS makes AWS tools ignore AWS_ENDPOINT_URL',
      remedy: 'unset AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    }
  }
  if (!url.endsWith(`:${port}`) && !url.endsWith(`:${port}/`)) {
    return { name, status: 'warning', message: `AWS_ENDPOINT_URL is ${url}, not port ${port}`, remedy }
  }
  return { name, status: 'ok', message: url }
}

function proxyFindings({ environment }: CheckContext): Finding[] {
  const proxies = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].filter((name) => environment[name])
  if (proxies.length === 0) return []
  const spared = `${environment.NO_PROXY ?? ''},${environment.no_proxy ?? ''}`
    .split(',')
    .map((host) => host.trim())
  if (spared.some((host) => host === '*' || host === '127.0.0.1' || host === 'localhost')) return []
  return [
    {
      name: 'proxy',
      status: 'warning',
      message: `${proxies.join(' and ')} may catch requests to this machine`,
      remedy: 'export NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost',
    },
  ]
}

function leftoverFindings({ environment }: CheckContext): Finding[] {
  const leftovers = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN'].filter(
    (name) => environment[name],
  )
  if (leftovers.length === 0) return []
  return [
    {
      name: 'AWS keys',
      status: 'warning',
      message: `${leftovers.join(' and ')} may win over the keys for Lambent`,
      remedy: `unset ${leftovers.join(' ')}`,
    },
  ]
}

function configFindings({ environment }: CheckContext): Finding[] {
  const file = environment.AWS_CONFIG_FILE || join(environment.HOME ?? homedir(), '.aws/config')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  const found: Finding[] = []
  const warn = (message: string, remedy: string) =>
    found.push({ name: 'AWS config', status: 'warning', message, remedy })
  if (/^\s*ignore_configured_endpoint_urls\s*=\s*true/im.test(text)) {
    warn(
      `${file} has ignore_configured_endpoint_urls: AWS_ENDPOINT_URL is not heeded`,
      'export AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false',
    )
  }
  if (/^\s*endpoint_url\s*=/im.test(text)) {
    warn(
      `${file} names endpoints of its own; one for a single service wins over AWS_ENDPOINT_URL`,
      `Look for endpoint_url in ${file}`,
    )
  }
  if (/^\s*addressing_style\s*=\s*virtual/im.test(text)) {
    warn(
      `${file} asks for virtual-hosted S3 addresses, which need bucket names that resolve to this machine`,
      'Set addressing_style = auto',
    )
  }
  return found
}
