/** The registry of types, as far as AWS's own types go. Nobody else's can be registered. */
import type * as Api from '@aws-sdk/client-cloudformation'
import { AwsError } from '../../../aws/aws-error.ts'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import { loadResourceSpec, resourceNamespaces, resourceTypeNames } from '../../../models/index.ts'
import { typeSchema } from '../domain/type-schema.ts'
import { validationError } from '../errors.ts'
import { pageSize } from '../limits.ts'
import type { TypesContext } from './context.ts'

const version = '00000001'

function typeArn({ partition, region }: TypesContext, typeName: string): string {
  return `arn:${partition}:cloudformation:${region}::type/resource/${typeName.replaceAll('::', '-')}`
}

function noSuchType(typeName: string): AwsError {
  return new AwsError('TypeNotFoundException', `The type '${typeName}' cannot be found.`, { statusCode: 404 })
}

/** The name that a request gives, by itself or in an ARN. */
function nameOf(input: {
  readonly Type?: string | undefined
  readonly TypeName?: string | undefined
  readonly Arn?: string | undefined
}): string {
  if (input.Arn !== undefined) return (input.Arn.split('/')[2] ?? '').replaceAll('-', '::')
  if (input.TypeName === undefined || input.Type === undefined)
    throw validationError('Either TypeName and Type or Arn must be provided')
  if (input.Type !== 'RESOURCE') throw noSuchType(input.TypeName)
  return input.TypeName
}

/** DescribeType, with the schema of the type. */
export async function describeType(
  input: Api.DescribeTypeInput,
  context: TypesContext,
): Promise<Api.DescribeTypeOutput> {
  const TypeName = nameOf(input)
  const spec = await loadResourceSpec(TypeName)
  if (!spec) throw noSuchType(TypeName)
  await context.catalogue.learn([TypeName])
  const { type } = context.catalogue.of(TypeName)
  const provisioning = type === undefined ? 'NON_PROVISIONABLE' : type.update ? 'FULLY_MUTABLE' : 'IMMUTABLE'
  return {
    Arn: typeArn(context, TypeName),
    Type: 'RESOURCE',
    TypeName,
    IsDefaultVersion: true,
    Description: `Resource type ${TypeName}`,
    Schema: JSON.stringify(typeSchema(spec)),
    ProvisioningType: provisioning,
    DeprecatedStatus: 'LIVE',
    Visibility: 'PUBLIC',
    IsActivated: true,
    DocumentationUrl: `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/${TypeName.toLowerCase().replaceAll('::', '-').replace(/^aws-/, 'aws-resource-')}.html`,
  }
}

/** ListTypes. Private ones, which are those asked for when nothing is said, there are none. */
export async function listTypes(
  input: Api.ListTypesInput,
  context: TypesContext,
): Promise<Api.ListTypesOutput> {
  const isPublic = input.Visibility === 'PUBLIC' && (input.Type ?? 'RESOURCE') === 'RESOURCE'
  const live = (input.DeprecatedStatus ?? 'LIVE') === 'LIVE'
  const category = input.Filters?.Category ?? 'AWS_TYPES'
  if (!isPublic || !live || (category !== 'AWS_TYPES' && category !== 'ACTIVATED'))
    return { TypeSummaries: [] }
  const prefix = input.Filters?.TypeNamePrefix ?? ''
  const names = (await allNames()).filter((name) => name.startsWith(prefix))
  const purpose = `cloudformation:ListTypes ${prefix}`
  const start = input.NextToken === undefined ? 0 : readPageToken(purpose, input.NextToken)
  if (typeof start !== 'number') throw validationError('Invalid NextToken')
  const end = start + (input.MaxResults ?? pageSize)
  return {
    TypeSummaries: names.slice(start, end).map((TypeName) => ({
      Type: 'RESOURCE',
      TypeName,
      TypeArn: typeArn(context, TypeName),
      Description: `Resource type ${TypeName}`,
      IsActivated: true,
    })),
    ...(names.length > end ? { NextToken: writePageToken(purpose, end) } : {}),
  }
}

async function allNames(): Promise<readonly string[]> {
  const namespaces = await resourceNamespaces()
  return (await Promise.all(namespaces.map((namespace) => resourceTypeNames(namespace)))).flat().sort()
}

/** ListTypeVersions: each of AWS's types has one here. */
export async function listTypeVersions(
  input: Api.ListTypeVersionsInput,
  context: TypesContext,
): Promise<Api.ListTypeVersionsOutput> {
  const TypeName = nameOf(input)
  if (!(await loadResourceSpec(TypeName))) throw noSuchType(TypeName)
  if (input.DeprecatedStatus === 'DEPRECATED') return { TypeVersionSummaries: [] }
  return {
    TypeVersionSummaries: [
      {
        Type: 'RESOURCE',
        TypeName,
        VersionId: version,
        IsDefaultVersion: true,
        Arn: `${typeArn(context, TypeName)}/${version}`,
        Description: `Resource type ${TypeName}`,
      },
    ],
  }
}

/** DescribeAccountLimits. */
export async function describeAccountLimits(): Promise<Api.DescribeAccountLimitsOutput> {
  // Source: API Reference, AccountLimit.
  return {
    AccountLimits: [
      { Name: 'StackLimit', Value: 2_000 },
      { Name: 'StackOutputsLimit', Value: 200 },
      { Name: 'ConcurrentResourcesLimit', Value: 2_500 },
    ],
  }
}
