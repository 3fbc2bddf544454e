/** A function's answer, read. */
export interface AuthorizerAnswer {
  /** Whether it lets a request for this route's ARN in. */
  readonly allows: (routeArn: string) => boolean
  readonly context: Readonly<Record<string, unknown>>
  readonly principalId?: string
}
