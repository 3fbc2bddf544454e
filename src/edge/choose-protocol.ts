import type { RequestHead } from '../http/index.ts'
import type { Protocol } from '../models/index.ts'

/**
 * Which of a service's protocols a request speaks. A service with one needs no look; the others tell themselves by
 * header and content type, and what is left is a query request, the only protocol without a mark of its own.
 */
export function chooseProtocol(spoken: readonly Protocol[], head: RequestHead): Protocol {
  const [only, second] = spoken
  if (only !== undefined && second === undefined) return only
  const { headers } = head
  const found = spoken.find((protocol) => {
    if (protocol === 'rpcv2Cbor') return headers['smithy-protocol'] === 'rpc-v2-cbor'
    if (protocol === 'awsJson1_0' || protocol === 'awsJson1_1') return headers['x-amz-target'] !== undefined
    if (protocol === 'awsQuery') return isForm(head) || head.query.includes('Action=')
    return false
  })
  return found ?? only ?? 'awsJson1_1'
}

/** A body that holds form parameters. */
export function isForm({ headers }: RequestHead): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
}
