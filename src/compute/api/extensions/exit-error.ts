import { extensionRefused, sendAccepted } from '../answers.ts'
import { type ApiHandler, header } from '../call.ts'

/** `POST /2020-01-01/extension/exit/error`. Source: Lambda Extensions API reference, Exit error. */
export const exitError: ApiHandler = ({ host, request, response }) => {
  const id = header(request, 'lambda-extension-identifier')
  host.extensions.find(id)
  const errorType = header(request, 'lambda-extension-function-error-type')
  if (!errorType)
    throw extensionRefused('Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found')
  host.extensions.reportError(id, 'ExitError', errorType)
  request.resume()
  sendAccepted(response)
}
