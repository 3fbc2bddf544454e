/**
 * `GET /_lambent/cognito-idp/messages`: the messages that AWS would have sent, the last one first, with their codes and temporary
 * passwords; of one pool with `userPoolId`, to one user with `username`. A path of Lambent's own.
 */
import type { Surroundings } from '../../../dispatch/index.ts'
import { type Answer, isFromHere, type RequestHead } from '../../../http/index.ts'
import { messagesKept } from '../limits.ts'
import { messages } from '../records.ts'
import { isShort } from '../sign-in/sessions.ts'

/** `openToAll`: whether others than this machine's own may look: who reads a code can sign in. */
export function messagesRoute(surroundings: Pick<Surroundings, 'store'>, openToAll: boolean) {
  return {
    method: 'GET' as const,
    path: '/_lambent/cognito-idp/messages',
    handler: async ({ query, sourceIp }: RequestHead): Promise<Answer> => {
      if (!openToAll && !isFromHere(sourceIp)) {
        const message = 'Where signatures are verified, only clients on the server itself may read messages.'
        return { status: 403, headers: { ...json }, body: JSON.stringify({ message }) }
      }
      const asked = new URLSearchParams(query)
      const pool = asked.get('userPoolId')
      const username = asked.get('username')
      if (pool !== null && !isShort(pool))
        return { status: 200, headers: { ...json }, body: '{"messages":[]}' }
      const { items } = await messages.list(surroundings.store, {
        ...(pool === null ? {} : { prefix: [pool] }),
        reverse: true,
        limit: messagesKept,
      })
      const shown = items
        .map(({ value }) => value)
        .filter((message) => username === null || message.username === username)
        .toSorted((left, right) => right.at - left.at)
        .map(({ id: _id, at, expiresAt: _end, poolId: userPoolId, ...facts }) => ({
          sentAt: new Date(at).toISOString(),
          userPoolId,
          ...facts,
        }))
      return { status: 200, headers: { ...json }, body: JSON.stringify({ messages: shown }) }
    },
  }
}

const json = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
