import type { OperationContext } from '../../../../dispatch/index.ts'
import type { RequestHead } from '../../../../http/index.ts'
import type { PoolAddress } from '../../domain/addresses.ts'
import type { Pool } from '../../records.ts'

/** A request to a domain's endpoints. */
export interface OAuthRequest {
  readonly context: OperationContext
  readonly pool: Pool
  readonly head: RequestHead
  readonly address: PoolAddress & { readonly kind: 'domain' }
  readonly query: URLSearchParams
  readonly form: URLSearchParams
}
