import type * as Api from '@aws-sdk/client-cloudformation'
import type { Submitted } from '../deploying/submission.ts'
import type { Stack } from '../domain/stack.ts'
import { validationError } from '../errors.ts'
import type { TypesContext } from '../operations/context.ts'
import { resources } from '../records.ts'

/**
 * The resources that a change set takes in, by logical id, with Cloud Control's identifier of each.
 * Source: User Guide, "Import AWS resources into a CloudFormation stack".
 */
export async function importsOfRequest(
  input: Api.CreateChangeSetInput,
  { store, catalogue, accountId, region }: TypesContext,
  stack: Stack,
  { prepared }: Submitted,
): Promise<Readonly<Record<string, string>> | undefined> {
  const wanted = input.ResourcesToImport ?? []
  if (input.ChangeSetType !== 'IMPORT') {
    if (wanted.length > 0)
      throw validationError("You must specify ChangeSetType as 'IMPORT' to import resources.")
    return undefined
  }
  if (wanted.length === 0) throw validationError('At least one resource to import must be provided.')
  const found: Record<string, string> = {}
  for (const { LogicalResourceId = '', ResourceType = '', ResourceIdentifier = {} } of wanted) {
    const declared = prepared?.resources.get(LogicalResourceId)
    if (!declared)
      throw validationError(
        `Resources [${LogicalResourceId}] passed in ResourceToImport are not in the template`,
      )
    if (declared.type !== ResourceType)
      throw validationError(
        `Resource types do not match for resource [${LogicalResourceId}]: [${ResourceType}] and [${declared.type}]`,
      )
    if (declared.deletionPolicyValue === undefined)
      throw validationError(
        'Resources to import must have a DeletionPolicy attribute specified in the template.',
      )
    const known = await resources.get(store, [accountId, region, stack.uuid, LogicalResourceId])
    if (known)
      throw validationError(
        `Resources [${LogicalResourceId}] passed in ResourceToImport already exist in the stack`,
      )
    await catalogue.learn([ResourceType])
    const { spec, type } = catalogue.of(ResourceType)
    if (!type?.read) throw validationError(`ResourceTypes [${ResourceType}] are not supported for Import`)
    const names = spec?.primaryIdentifier ?? Object.keys(ResourceIdentifier)
    const missing = names.filter((identifier) => ResourceIdentifier[identifier] === undefined)
    if (missing.length > 0)
      throw validationError(
        `Invalid Resource Identifier provided for resource [${LogicalResourceId}]: [${missing.join(', ')}] missing`,
      )
    found[LogicalResourceId] = names.map((identifier) => ResourceIdentifier[identifier]).join('|')
  }
  return found
}
