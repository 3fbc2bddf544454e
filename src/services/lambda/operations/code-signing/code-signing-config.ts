import type * as Api from '@aws-sdk/client-lambda'
import { AwsError } from '../../../../aws/aws-error.ts'
import { randomText } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Stored } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { type CodeSigningConfig, codeSigningConfigs } from '../../code-signing.ts'
import { functionArn } from '../../domain/names.ts'
import { withTags } from '../../domain/tags.ts'
import { resourceConflict } from '../../errors.ts'
import { listPage } from '../../paging.ts'
import { functions } from '../../records.ts'
import { required } from '../../required.ts'

type Answer = { readonly CodeSigningConfig: Api.CodeSigningConfig }

export async function createCodeSigningConfig(
  input: Api.CreateCodeSigningConfigRequest,
  context: OperationContext,
): Promise<Answer> {
  const { accountId, region, partition, random, store, now } = context
  const id = `csc-${randomText(random, 'abcdefghijklmnopqrstuvwxyz0123456789', 17)}`
  const config: CodeSigningConfig = {
    accountId,
    region,
    id,
    arn: `arn:${partition}:lambda:${region}:${accountId}:code-signing-config:${id}`,
    description: input.Description ?? '',
    publishers: required(input.AllowedPublishers?.SigningProfileVersionArns, 'SigningProfileVersionArns'),
    onUntrusted: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? 'Warn',
    modifiedAt: now,
    tags: withTags({}, input.Tags ?? {}),
  }
  return changing(store, async (commit) => {
    codeSigningConfigs.put(commit, config, undefined)
    return { CodeSigningConfig: view(config) }
  })
}

export async function updateCodeSigningConfig(
  input: Api.UpdateCodeSigningConfigRequest,
  context: OperationContext,
): Promise<Answer> {
  return changing(context.store, async (commit) => {
    const stored = await requireConfig(context, input.CodeSigningConfigArn)
    const { Description, AllowedPublishers, CodeSigningPolicies } = input
    const config: CodeSigningConfig = {
      ...stored.value,
      description: Description ?? stored.value.description,
      publishers: AllowedPublishers?.SigningProfileVersionArns ?? stored.value.publishers,
      onUntrusted: CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? stored.value.onUntrusted,
      modifiedAt: context.now,
    }
    codeSigningConfigs.put(commit, config, stored)
    return { CodeSigningConfig: view(config) }
  })
}

export async function getCodeSigningConfig(
  input: Api.GetCodeSigningConfigRequest,
  context: OperationContext,
): Promise<Answer> {
  return { CodeSigningConfig: view((await requireConfig(context, input.CodeSigningConfigArn)).value) }
}

/** Deletes a configuration that no function uses. */
export async function deleteCodeSigningConfig(
  input: Api.DeleteCodeSigningConfigRequest,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region } = context
  return changing(store, async (commit) => {
    const stored = await requireConfig(context, input.CodeSigningConfigArn)
    const used = await functions.findBy(store, 'codeSigning', [accountId, region, stored.value.arn])
    // UNVERIFIED: AWS's words.
    if (used) throw resourceConflict('Cannot delete the code signing configuration: it is in use.')
    codeSigningConfigs.remove(commit, stored)
    return {}
  })
}

export async function listCodeSigningConfigs(
  input: Api.ListCodeSigningConfigsRequest,
  context: OperationContext,
): Promise<Api.ListCodeSigningConfigsResponse> {
  const { accountId, region, store } = context
  const { items, ...next } = await listPage(store, input, {
    read: (from, selector) => codeSigningConfigs.list(from, selector),
    prefix: [accountId, region],
    keyOf: ({ arn }) => [accountId, region, arn],
    pageItems: 50,
    purpose: 'code signing configs',
  })
  return { CodeSigningConfigs: items.map(view), ...next }
}

/** The functions that use a configuration. */
export async function listFunctionsByCodeSigningConfig(
  input: Api.ListFunctionsByCodeSigningConfigRequest,
  context: OperationContext,
): Promise<Api.ListFunctionsByCodeSigningConfigResponse> {
  const { accountId, region, store } = context
  const { arn } = (await requireConfig(context, input.CodeSigningConfigArn)).value
  const { items, ...next } = await listPage(store, input, {
    read: (from, selector) => functions.listBy(from, 'codeSigning', selector),
    prefix: [accountId, region, arn],
    keyOf: ({ name }) => [accountId, region, arn, accountId, region, name],
    pageItems: 50,
    purpose: 'functions of a code signing config',
  })
  return { FunctionArns: items.map((record) => functionArn(record)), ...next }
}

async function requireConfig(
  { store, accountId, region }: OperationContext,
  arn: string | undefined,
): Promise<Stored<CodeSigningConfig>> {
  const name = required(arn, 'CodeSigningConfigArn')
  const stored = await codeSigningConfigs.get(store, [accountId, region, name])
  // As observed on AWS, this one has no `Type`.
  if (!stored)
    throw new AwsError(
      'ResourceNotFoundException',
      `The Lambda code signing configuration ${name} can not be found.`,
    )
  return stored
}

function view(config: CodeSigningConfig): Api.CodeSigningConfig {
  return {
    CodeSigningConfigId: config.id,
    CodeSigningConfigArn: config.arn,
    Description: config.description,
    AllowedPublishers: { SigningProfileVersionArns: [...config.publishers] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: config.onUntrusted },
    LastModified: new Date(config.modifiedAt).toISOString().replace('Z', '+0000'),
  }
}
