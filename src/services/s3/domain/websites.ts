/**
 * Static websites: what a path means. Source: Amazon S3 User Guide, "Configuring an index document", "Configuring a custom error
 * document", "(Optional) Configuring a webpage redirect".
 */

export type WebsiteRedirect = {
  readonly HostName?: string
  readonly HttpRedirectCode?: string
  readonly Protocol?: string
  readonly ReplaceKeyPrefixWith?: string
  readonly ReplaceKeyWith?: string
}

export type RoutingRule = {
  readonly Condition?: { readonly HttpErrorCodeReturnedEquals?: string; readonly KeyPrefixEquals?: string }
  readonly Redirect: WebsiteRedirect
}

export type Website = {
  readonly IndexDocument?: { readonly Suffix: string }
  readonly ErrorDocument?: { readonly Key: string }
  readonly RedirectAllRequestsTo?: { readonly HostName: string; readonly Protocol?: string }
  readonly RoutingRules?: readonly RoutingRule[]
}

/** What is wrong with a website, in AWS's words; undefined: nothing. */
export function websiteFault(website: Website): string | undefined {
  const { IndexDocument, ErrorDocument, RedirectAllRequestsTo, RoutingRules } = website
  if (RedirectAllRequestsTo !== undefined) {
    if (IndexDocument !== undefined || ErrorDocument !== undefined || RoutingRules !== undefined) {
      return 'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.'
    }
    return RedirectAllRequestsTo.HostName === '' ? 'A HostName must be provided.' : undefined
  }
  if (IndexDocument === undefined)
    return 'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty'
  if (IndexDocument.Suffix === '' || IndexDocument.Suffix.includes('/')) {
    return 'The IndexDocument Suffix is not well formed'
  }
  if (ErrorDocument !== undefined && ErrorDocument.Key === '')
    return 'The ErrorDocument Key is not well formed'
  for (const { Redirect, Condition } of RoutingRules ?? []) {
    if (Redirect.ReplaceKeyPrefixWith !== undefined && Redirect.ReplaceKeyWith !== undefined) {
      return 'You can only define ReplaceKeyPrefix or ReplaceKey but not both.'
    }
    const code = Number(Redirect.HttpRedirectCode ?? 301)
    if (code <= 300 || code > 399) {
      return `The provided HTTP redirect code (${Redirect.HttpRedirectCode}) is not valid. Valid codes are 3XX except 300.`
    }
    const error = Condition?.HttpErrorCodeReturnedEquals
    if (error !== undefined && !/^[45]\d\d$/.test(error)) {
      return `The provided HTTP error code (${error}) is not valid. Valid codes are 4XX or 5XX.`
    }
  }
  return undefined
}

/** The rule that redirects a key; with an error, one that waits for it. */
export function routingRule(
  { RoutingRules = [] }: Website,
  key: string,
  errorCode?: number,
): RoutingRule | undefined {
  return RoutingRules.find(({ Condition }) => {
    const { KeyPrefixEquals: prefix, HttpErrorCodeReturnedEquals: error } = Condition ?? {}
    if (prefix !== undefined && !key.startsWith(prefix)) return false
    return error === undefined ? errorCode === undefined : Number(error) === errorCode
  })
}

/** Where a redirect leads. `protocol` and `host` are those of the request. */
export function redirectTarget(
  { Redirect, Condition }: RoutingRule,
  key: string,
  request: { readonly protocol: string; readonly host: string },
): { readonly status: number; readonly location: string } {
  const prefix = Condition?.KeyPrefixEquals ?? ''
  const path =
    Redirect.ReplaceKeyWith !== undefined
      ? asWritten(Redirect.ReplaceKeyWith)
      : Redirect.ReplaceKeyPrefixWith === undefined
        ? encodedKey(key)
        : asWritten(Redirect.ReplaceKeyPrefixWith) + encodedKey(key.slice(prefix.length))
  const protocol = Redirect.Protocol ?? request.protocol
  const host = Redirect.HostName ?? request.host
  return {
    status: Number(Redirect.HttpRedirectCode ?? 301),
    location: `${protocol}://${host}/${path}`,
  }
}

/** A key as a path of an address. */
export function encodedKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/')
}

/**
 * What a rule puts in a key's place stays as it is but for what no address may have: rules make queries (`resize?key=`, AWS Compute
 * Blog, "Resize Images on the Fly with Amazon S3, AWS Lambda, and Amazon API Gateway") and fragments (`#!/`) by it.
 */
function asWritten(text: string): string {
  return encodeURI(text.toWellFormed()).replaceAll('%25', '%')
}
