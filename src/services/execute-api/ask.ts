import type { OperationContext } from '../../dispatch/index.ts'
import { readConnectionName } from './connection-name.ts'
import { accessDenied, forbidden, gone, internalError, invalidConnection, limitExceeded } from './errors.ts'

/** What is asked about a connection. */
type Question = { readonly type: 'post'; readonly text: string } | { readonly type: 'get' | 'delete' }

/** What API Gateway answers. Instants in milliseconds since the epoch. */
interface Reply {
  readonly type: 'done' | 'gone' | 'full' | 'facts' | 'forbidden' | 'late' | 'denied'
  /** Why it is denied. */
  readonly words?: string
  readonly connectedAt?: number
  readonly lastActiveAt?: number
  readonly sourceIp?: string
  readonly userAgent?: string
}

/** As API Gateway makes them. */
const idForm = /^[\w-]{10,40}={0,2}$/

/**
 * Asks API Gateway about a connection. Fails with GoneException, BadRequestException for what is no id, ForbiddenException for an API that is
 * not there or another account's, AccessDeniedException where policies do not let who asks, and LimitExceededException where a client does not read.
 */
export async function askAbout(
  name: string | undefined,
  question: Question,
  context: OperationContext,
): Promise<Reply> {
  const { connectionId, at } = readConnectionName(name ?? '')
  if (at === undefined) throw forbidden()
  if (!idForm.test(connectionId)) throw invalidConnection(connectionId)
  const reply = await context.call<Reply>(
    'apigatewayv2:ManageConnection',
    { ...question, connectionId, at },
    context,
  )
  switch (reply.type) {
    case 'gone':
      throw gone()
    case 'forbidden':
      throw forbidden()
    case 'denied':
      throw accessDenied(reply.words ?? '')
    case 'full':
      throw limitExceeded()
    case 'late':
      throw internalError()
    default:
      return reply
  }
}
