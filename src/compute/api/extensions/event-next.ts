import { sendJson } from '../answers.ts'
import { type ApiHandler, header } from '../call.ts'

/** `GET /2020-01-01/extension/event/next`. Source: Lambda Extensions API reference, Next. */
export const eventNext: ApiHandler = async ({ host, request, response, signal }) => {
  const event = await host.extensions.next(header(request, 'lambda-extension-identifier'), signal)
  sendJson(response, 200, event, { 'Lambda-Extension-Event-Identifier': host.extensions.newEventId() })
}
