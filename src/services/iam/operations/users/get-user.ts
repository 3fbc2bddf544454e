import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { subjectOf } from '../../callers.ts'
import { findUser } from '../../lookups.ts'
import { boundaryView, tagsIfAny, userView } from '../../views.ts'

/** A user, or whoever asks. */
export async function getUser(
  input: Api.GetUserRequest,
  context: OperationContext,
): Promise<Api.GetUserResponse> {
  const { store, accountId, partition } = context
  const subject = subjectOf(context, input.UserName)
  if (subject.kind === 'root') return { User: rootView(accountId, partition) }
  const { value } = await findUser(store, accountId, subject.name)
  return {
    User: { ...userView(value, partition), ...boundaryView(value.boundary), ...tagsIfAny(value.tags) },
  }
}

/** The root user has neither name nor path. When its account began is not known here: accounts are simply there. */
function rootView(accountId: string, partition: string): Api.User {
  return {
    UserId: accountId,
    Arn: `arn:${partition}:iam::${accountId}:root`,
    CreateDate: new Date(0),
    Path: undefined,
    UserName: undefined,
  }
}
