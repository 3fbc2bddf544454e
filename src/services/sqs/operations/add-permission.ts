import type * as Api from '@aws-sdk/client-sqs'
import { parseAccountId } from '../../../aws/identifiers.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { sharedActions, sidOf, statementsOf, withPermission } from '../domain/permissions.ts'
import { invalidParameterValue, invalidValue, missingParameter, overLimit } from '../errors.ts'
import { permissionActionsMax, policyPrincipalsMax, policyStatementsMax } from '../limits.ts'
import { queues } from '../records.ts'

/** Adds a statement to the queue's policy that lets other accounts do something with it. UNVERIFIED: AWS's words of most refusals. */
export async function addPermission(
  {
    QueueUrl,
    Label: label = '',
    AWSAccountIds: accountIds = [],
    Actions: actions = [],
  }: Api.AddPermissionRequest,
  context: OperationContext,
): Promise<object> {
  if (label === '') throw missingParameter('Label')
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(label))
    throw invalidValue(
      label,
      'Label',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    )
  if (accountIds.length === 0) throw missingParameter('AWSAccountIds')
  if (actions.length === 0) throw missingParameter('Actions')
  for (const id of accountIds)
    if (parseAccountId(id) === undefined) throw invalidValue(`[${id}]`, 'PrincipalId', 'Unable to verify.')
  for (const action of actions)
    if (!sharedActions.has(action))
      throw invalidValue(
        `SQS:${action}`,
        'ActionName',
        'Please refer to the appropriate WSDL for a list of valid actions.',
      )
  if (actions.length > permissionActionsMax)
    throw overLimit(`${actions.length} Actions were found, maximum allowed is ${permissionActionsMax}.`)
  if (accountIds.length > policyPrincipalsMax)
    throw overLimit(`${accountIds.length} Principals were found, maximum allowed is ${policyPrincipalsMax}.`)
  await change(context, async (commit) => {
    const found = await loadNow(context, QueueUrl)
    authorize(context, found, 'AddPermission')
    const { attributes } = found.queue
    const statements = statementsOf(attributes.Policy)
    if (statements.some((statement) => sidOf(statement) === label))
      throw invalidParameterValue(`Value ${label} for parameter Label is invalid. Reason: Already exists.`)
    if (statements.length >= policyStatementsMax)
      throw overLimit(
        `${statements.length + 1} Statements were found, maximum allowed is ${policyStatementsMax}.`,
      )
    const Policy = withPermission(attributes.Policy, found.arn, context.partition, {
      label,
      accountIds,
      actions,
    })
    const changed = { ...found.queue, attributes: { ...attributes, Policy }, modifiedAt: context.now }
    queues.put(commit, changed, found.stored)
  })
  return {}
}
