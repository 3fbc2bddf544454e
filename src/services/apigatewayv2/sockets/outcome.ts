/** What came of something that happened on a connection. */
export type SocketOutcome =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** Names as the integration wrote them. */
      readonly headers: Readonly<Record<string, string>>
      readonly text: string
      /** What was answered, where it need not be a text. */
      readonly bytes?: Uint8Array
    }
  /** API Gateway itself says so, in its own words. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }

export function refusedWith(status: number, message: string): SocketOutcome & { readonly kind: 'refused' } {
  return { kind: 'refused', status, message }
}

export const socketForbidden = () => refusedWith(403, 'Forbidden')
export const socketUnauthorized = () => refusedWith(401, 'Unauthorized')
export const socketFailure = () => refusedWith(500, 'Internal server error')
export const badIntegration = () => refusedWith(502, 'Internal server error')
export const lateIntegration = () => refusedWith(504, 'Endpoint request timed out')
