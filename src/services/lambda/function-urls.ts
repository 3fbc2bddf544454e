/** Addresses of functions on the web, as they are kept. */
import { collection } from '../../store/index.ts'
import type { CrossOriginRules } from './domain/url-cross-origin.ts'
import type { OfFunction } from './records.ts'

/** An address. Instants in milliseconds since the epoch. */
export type FunctionUrl = OfFunction & {
  /** An alias; '' for the function itself. */
  readonly qualifier: string
  /** 32 letters and digits, the first label of its host name. */
  readonly id: string
  readonly authType: 'NONE' | 'AWS_IAM'
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM'
  readonly cors?: CrossOriginRules
  readonly createdAt: number
  readonly modifiedAt: number
}

/** By function and alias; by the id in the host name, for the front door. */
export const functionUrls = collection<FunctionUrl>()({
  name: 'lambda.function-urls',
  key: ({ accountId, region, name, qualifier }) => [accountId, region, name, qualifier],
  indexes: {
    id: { key: ({ id }) => [id], unique: true },
  },
})

/**
 * Where a URL is reached on this machine: names below `localhost` lead to it. `endpoint` is the server's own address.
 * On AWS the host is `<id>.lambda-url.<region>.on.aws`.
 */
export function urlAddress(url: Pick<FunctionUrl, 'id' | 'region'>, endpoint: string): string {
  const { protocol, port } = new URL(endpoint === '' ? 'http://localhost' : endpoint)
  return `${protocol}//${urlHost(url, endpoint)}${port === '' ? '' : `:${port}`}/`
}

/** The host name of {@link urlAddress}. */
export function urlHost({ id, region }: Pick<FunctionUrl, 'id' | 'region'>, endpoint: string): string {
  const { hostname } = new URL(endpoint === '' ? 'http://localhost' : endpoint)
  // An address of digits has no names below it.
  const parent = /^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname
  return `${id}.lambda-url.${region}.${parent}`
}
