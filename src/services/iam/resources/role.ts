import type { CreateRoleResponse, GetRoleResponse, Role } from '@aws-sdk/client-iam'
import {
  callWith,
  changed,
  definite,
  documentText,
  everyItem,
  given,
  type MadeResource,
  nameOf,
  orRemove,
  type ResourceType,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import {
  changeBoundary,
  changePolicies,
  missing,
  ownTags,
  readDocument,
  readPolicies,
  removeHolder,
  retagEntity,
  taken,
} from './holders.ts'

/** AWS::IAM::Role. Source: CloudFormation template reference, AWS::IAM::Role. */
export const role: ResourceType = {
  async create(request) {
    const { properties } = request
    const RoleName = nameOf(request, 'RoleName', { max: 64 })
    const made = await unlessAgain(
      request,
      callWith<CreateRoleResponse>(request, 'iam:CreateRole', {
        RoleName,
        AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument),
        ...given(properties, 'Description', 'MaxSessionDuration', 'Path', 'PermissionsBoundary'),
        Tags: tagList(tagsOf(request, properties.Tags)),
      }),
      taken,
    )
    const found = made?.Role ?? (await request.call<GetRoleResponse>('iam:GetRole', { RoleName })).Role
    return await orRemove(
      request,
      async () => {
        await changePolicies(request, { kind: 'Role', name: RoleName }, {}, properties)
        return madeOf(found)
      },
      () => removeHolder(request, { kind: 'Role', name: RoleName }, properties),
    )
  },

  async update(request) {
    const { physicalId: RoleName, previous, properties } = request
    const holder = { kind: 'Role', name: RoleName } as const
    if (changed(previous, properties, 'AssumeRolePolicyDocument'))
      await request.call('iam:UpdateAssumeRolePolicy', {
        RoleName,
        PolicyDocument: documentText(properties.AssumeRolePolicyDocument),
      })
    if (changed(previous, properties, 'Description', 'MaxSessionDuration'))
      await callWith(request, 'iam:UpdateRole', {
        RoleName,
        Description: properties.Description ?? '',
        MaxSessionDuration: properties.MaxSessionDuration ?? 3600,
      })
    if (changed(previous, properties, 'PermissionsBoundary'))
      await changeBoundary(request, holder, properties.PermissionsBoundary)
    await changePolicies(request, holder, previous, properties)
    await retagEntity(request, 'Role', { RoleName })
    return { physicalId: RoleName, attributes: request.attributes }
  },

  async remove(request) {
    await removeHolder(request, { kind: 'Role', name: request.physicalId }, request.properties)
  },

  async read(query) {
    const RoleName = query.identifier
    const answer = await unlessMissing(query.call<GetRoleResponse>('iam:GetRole', { RoleName }), missing)
    if (!answer?.Role) return undefined
    const { AssumeRolePolicyDocument, Description, MaxSessionDuration, Path, PermissionsBoundary, Tags } =
      answer.Role
    return {
      ...madeOf(answer.Role),
      properties: definite({
        RoleName,
        AssumeRolePolicyDocument: readDocument(AssumeRolePolicyDocument),
        Description: Description || undefined,
        MaxSessionDuration,
        Path,
        PermissionsBoundary: PermissionsBoundary?.PermissionsBoundaryArn,
        ...ownTags(Tags),
        ...(await readPolicies(query, { kind: 'Role', name: RoleName })),
      }),
    }
  },

  async list(calls) {
    const all = await everyItem<Role>(calls, 'iam:ListRoles', {}, 'Roles', 'Marker')
    return all.map(({ RoleName = '' }) => RoleName)
  },
}

function madeOf({ RoleName = '', Arn = '', RoleId = '' }: Partial<Role> = {}): MadeResource {
  return { physicalId: RoleName, attributes: { Arn, RoleId } }
}
