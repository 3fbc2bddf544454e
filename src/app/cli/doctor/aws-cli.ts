import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Check } from './check.ts'

/** The first releases that read AWS_ENDPOINT_URL. Source: AWS CLI changelogs, 1.29.0 and 2.13.0. */
const firstWithEndpoint: Readonly<Record<number, number>> = { 1: 29, 2: 13 }

/** The AWS CLI, if there is one: most people's first client. */
export const checkAwsCli: Check = async () => {
  const name = 'AWS CLI'
  let text: string
  try {
    const { stdout, stderr } = await promisify(execFile)('aws', ['--version'], { timeout: 20_000 })
    text = stdout || stderr
  } catch {
    return [{ name, status: 'fact', message: 'not installed; SDKs and curl do without it' }]
  }
  const [, version = '', major = '', minor = ''] = /aws-cli\/((\d+)\.(\d+)\S*)/.exec(text) ?? []
  const first = firstWithEndpoint[Number(major)]
  if (first !== undefined && Number(minor) < first) {
    return [
      {
        name,
        status: 'warning',
        message: `version ${version} does not read AWS_ENDPOINT_URL`,
        remedy: 'Give each command --endpoint-url http://127.0.0.1:4566, or install a newer one.',
      },
    ]
  }
  if (major === '1') {
    // Its "override SSL common name" gives these commands an address at AWS before any variable is looked at.
    return [
      {
        name,
        status: 'warning',
        message: `version ${version} sends "aws sqs" commands to AWS, whatever AWS_ENDPOINT_URL says`,
        remedy:
          'Give them --endpoint-url "$AWS_ENDPOINT_URL", or install version 2, which does as the variable says.',
      },
    ]
  }
  return [{ name, status: 'ok', message: version === '' ? text.trim() : `version ${version}` }]
}
