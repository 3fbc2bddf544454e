/** Messages to users that an administrator has made. Source: API Reference, AdminCreateUser, `DesiredDeliveryMediums`. */
import type { OperationContext } from '../../dispatch/index.ts'
import { deliveryTo, sendMessage } from './messages.ts'
import type { Pool, User } from './records.ts'

/** How a user is told the temporary password. */
export interface Invitation {
  readonly media: readonly string[]
  readonly password: string
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined
}

/** Sends the temporary password by the media that are wanted and that the user can be reached by. Fails as triggers do. */
export async function invitation(
  context: OperationContext,
  pool: Pool,
  user: User,
  { media, password, clientMetadata }: Invitation,
): Promise<void> {
  for (const medium of media) {
    const delivery = deliveryTo(user, medium === 'EMAIL' ? 'email' : 'phone_number')
    if (!delivery) continue
    await sendMessage(context, pool, user, {
      reason: 'AdminCreateUser',
      delivery,
      secret: password,
      clientMetadata,
    })
  }
}
