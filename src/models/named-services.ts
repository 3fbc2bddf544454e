import index from './generated/index.json' with { type: 'json' }
import { type ServiceTitle, serviceTitles } from './service-titles.ts'
import type { Protocol } from './types.ts'

/** What the front door needs to recognise a service, known before its model is loaded. */
export interface NamedService extends ServiceTitle {
  readonly serviceId: string
  readonly apiVersion: string
  readonly protocols: readonly Protocol[]
  /** The service in SigV4's credential scope. */
  readonly signingName: string
  /** The first labels of AWS's host names. */
  readonly endpointPrefix: string
  /** What stands before the dot in X-Amz-Target, and the service in rpcv2Cbor's paths. */
  readonly targetPrefix: string
}

const heads = index.services as unknown as Readonly<Record<string, Omit<NamedService, keyof ServiceTitle>>>

/** All named services, in the order of their prefixes. */
export const namedServices: readonly NamedService[] = serviceTitles.map((title) => {
  const head = heads[title.model]
  if (!head) throw new Error(`The index of models lacks ${title.model}; run npm run generate`)
  const { serviceId, apiVersion, protocols, signingName, endpointPrefix, targetPrefix } = head
  return { ...title, serviceId, apiVersion, protocols, signingName, endpointPrefix, targetPrefix }
})
