/**
 * How the APIs inside an environment answer. Source of all words: aws/aws-lambda-runtime-interface-emulator, internal/lambda/rapi.
 */
import type { ServerResponse } from 'node:http'
import { responseBytesMax } from '../limits.ts'

/** A refusal that an API answers with. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
  readonly status: number
  readonly errorType: string

  constructor(status: number, errorType: string, message: string) {
    super(message)
    this.status = status
    this.errorType = errorType
  }
}

/** Answers JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`)
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': bytes.length,
    ...headers,
  })
  response.end(bytes)
}

/** `{"status":"OK"}`. */
export function sendAccepted(response: ServerResponse): void {
  sendJson(response, 202, { status: 'OK' })
}

/** Answers a refusal. */
export function sendRefusal(response: ServerResponse, { status, errorType, message }: ApiRefusal): void {
  sendJson(response, status, { errorMessage: message, errorType })
}

export const invalidRequestId = () => new ApiRefusal(400, 'InvalidRequestID', 'Invalid request ID')

export const invalidResponseMode = () =>
  new ApiRefusal(400, 'InvalidFunctionResponseMode', 'Invalid function response mode')

export const truncatedRequest = () =>
  new ApiRefusal(400, 'TruncatedHTTPRequest', 'HTTP request detected as truncated')

export const entityTooLarge = () =>
  new ApiRefusal(
    413,
    'RequestEntityTooLarge',
    `Exceeded maximum allowed payload size (${responseBytesMax} bytes).`,
  )

const notAllowed = 'State transition is not allowed'

/** The runtime may not do this now. */
export const runtimeMayNot = (from: string, to: string) =>
  new ApiRefusal(
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: ${notAllowed}`,
  )

/** An extension may not do this now. */
export const extensionMayNot = (from: string, to: string, extension: string) =>
  new ApiRefusal(
    403,
    'Extension.InvalidExtensionState',
    `State transition from ${from} to ${to} failed for extension ${extension}. Error: ${notAllowed}`,
  )

/** Another refusal of what an extension asks. */
export const extensionRefused = (errorType: string, message: string) =>
  new ApiRefusal(403, errorType, message)
