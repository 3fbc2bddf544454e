import type { OperationContext } from '../../../../dispatch/index.ts'
import type { RequestHead } from '../../../../http/index.ts'
import type { PoolAddress } from '../../domain/addresses.ts'
import { type Client, clients, type Pool } from '../../records.ts'
import { isShort } from '../../sign-in/sessions.ts'

/** A request to a domain's endpoints. */
export interface OAuthRequest {
  readonly context: OperationContext
  readonly pool: Pool
  readonly head: RequestHead
  readonly address: PoolAddress & { readonly kind: 'domain' }
  readonly query: URLSearchParams
  readonly form: URLSearchParams
}

/** A client of the pool, by an id that a request shows. */
export async function findClient(
  { store }: Pick<OperationContext, 'store'>,
  pool: Pool,
  id: string | null,
): Promise<Client | undefined> {
  return isShort(id) ? (await clients.get(store, [pool.id, id]))?.value : undefined
}
