import { extensionRefused, sendJson } from '../answers.ts'
import { readLimited } from '../body.ts'
import { type ApiHandler, header } from '../call.ts'

/** `POST /2020-01-01/extension/register`. Source: Lambda Extensions API reference, Register. */
export const register: ApiHandler = async ({ host, request, response }) => {
  const name = header(request, 'lambda-extension-name')
  if (!name) throw extensionRefused('Extension.InvalidExtensionName', 'Empty extension name')
  const { bytes } = await readLimited(request, 65_536)
  const extension = host.extensions.register(name, eventsOf(bytes.toString()))
  const features = (header(request, 'lambda-extension-accept-feature') ?? '').split(',')
  const { version } = host
  sendJson(
    response,
    200,
    {
      functionName: version.functionName,
      functionVersion: version.version,
      handler: version.handler ?? '',
      ...(features.some((feature) => feature.trim() === 'accountId') ? { accountId: version.accountId } : {}),
    },
    { 'Lambda-Extension-Identifier': extension.id },
  )
}

function eventsOf(body: string): string[] {
  const refuse = (message: string) => extensionRefused('InvalidRequestFormat', message)
  let parsed: { events?: unknown; configurationKeys?: unknown } | null
  try {
    parsed = JSON.parse(body)
  } catch (error) {
    throw refuse(body === '' ? 'unexpected end of JSON input' : String((error as Error).message))
  }
  const { events = [], configurationKeys = [] } = parsed ?? {}
  if (Array.isArray(configurationKeys) && configurationKeys.length > 0)
    throw refuse('configurationKeys are deprecated; use environment variables instead')
  const list = events ?? []
  if (!Array.isArray(list) || !list.every((event) => typeof event === 'string'))
    throw refuse('json: events is no list of strings')
  return list
}
