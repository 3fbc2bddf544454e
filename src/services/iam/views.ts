/**
 * Records as answers show them. Each answer shows less or more of a thing; which, follows what was observed on AWS in
 * February 2026 (localstack/localstack:tests/aws/services/iam/*.snapshot.json).
 */
import type * as Api from '@aws-sdk/client-iam'
import { iamArn } from './domain/arns.ts'
import { encodeDocument } from './domain/policy-text.ts'
import type { Tag } from './domain/tags.ts'
import type { AwsManagedPolicy } from './managed-policies/aws-managed-policies.ts'
import type {
  Group,
  InlinePolicy,
  InstanceProfile,
  LastUse,
  LoginProfile,
  Policy,
  PolicyVersion,
  Role,
  ServerCertificate,
  User,
} from './records.ts'

/** An instant as IAM tells it: to the second. */
export function instant(at: number): Date {
  return new Date(at - (at % 1000))
}

export function tagsView(tags: readonly Tag[]): Api.Tag[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }))
}

/** Tags where an empty list is left out. */
export function tagsIfAny(tags: readonly Tag[]): { Tags?: Api.Tag[] } {
  return tags.length === 0 ? {} : { Tags: tagsView(tags) }
}

export function boundaryView(boundary: string | undefined): {
  PermissionsBoundary?: Api.AttachedPermissionsBoundary
} {
  return boundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          // The model knows `PermissionsBoundaryPolicy` alone; AWS sends `Policy`.
          PermissionsBoundaryType: 'Policy' as Api.PermissionsBoundaryAttachmentType,
          PermissionsBoundaryArn: boundary,
        },
      }
}

/** A user as listings have it. */
export function userView(user: User, partition: string): Api.User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: iamArn(partition, user.accountId, 'user', user.path, user.name),
    CreateDate: instant(user.createdAt),
  }
}

export function groupView(group: Group, partition: string): Api.Group {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: iamArn(partition, group.accountId, 'group', group.path, group.name),
    CreateDate: instant(group.createdAt),
  }
}

/** A role as CreateRole and instance profiles have it: without description and session duration. */
export function briefRoleView(role: Role, partition: string): Api.Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: iamArn(partition, role.accountId, 'role', role.path, role.name),
    CreateDate: instant(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
  }
}

/** A role as listings have it. */
export function roleView(role: Role, partition: string): Api.Role {
  return {
    ...briefRoleView(role, partition),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
  }
}

export function roleLastUsedView(use: LastUse | undefined): Api.RoleLastUsed {
  return use ? { LastUsedDate: instant(use.at), Region: use.region } : {}
}

/** A policy as CreatePolicy and listings have it: without description. */
export function policyView(policy: Policy, partition: string): Api.Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: iamArn(partition, policy.accountId, 'policy', policy.path, policy.name),
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: policy.attachmentCount,
    PermissionsBoundaryUsageCount: policy.boundaryCount,
    IsAttachable: true,
    CreateDate: instant(policy.createdAt),
    UpdateDate: instant(policy.updatedAt),
  }
}

/** How often one of AWS's policies is used in an account. */
export interface UseCounts {
  readonly attached: number
  readonly boundary: number
}

export function awsPolicyView(policy: AwsManagedPolicy, partition: string, uses: UseCounts): Api.Policy {
  return {
    PolicyName: policy.name,
    PolicyId: awsPolicyId(policy),
    Arn: iamArn(partition, 'aws', 'policy', policy.path, policy.name),
    Path: policy.path,
    DefaultVersionId: policy.versionId,
    AttachmentCount: uses.attached,
    PermissionsBoundaryUsageCount: uses.boundary,
    IsAttachable: true,
    CreateDate: instant(policy.createdAt),
    UpdateDate: instant(policy.versionCreatedAt),
  }
}

/** The table does not have AWS's ids, so this one follows from the name: always the same, and not AWS's. */
function awsPolicyId({ path, name }: AwsManagedPolicy): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  let state = 0xcbf29ce484222325n
  let id = 'ANPA'
  const step = (unit: number) => {
    state = ((state ^ BigInt(unit)) * 0x100000001b3n) & 0xffffffffffffffffn
  }
  for (const character of path + name) step(character.charCodeAt(0))
  while (id.length < 21) {
    step(id.length)
    id += alphabet[Number(state >> 59n)]
  }
  return id
}

/** A version as listings have it: without its document. */
export function versionView(version: PolicyVersion, defaultVersionId: string): Api.PolicyVersion {
  return {
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === defaultVersionId,
    CreateDate: instant(version.createdAt),
  }
}

/** An instance profile as listings have it: without tags. */
export function instanceProfileView(
  profile: InstanceProfile,
  role: Role | undefined,
  partition: string,
): Api.InstanceProfile {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: iamArn(partition, profile.accountId, 'instance-profile', profile.path, profile.name),
    CreateDate: instant(profile.createdAt),
    Roles: role ? [briefRoleView(role, partition)] : [],
  }
}

export function serverCertificateView(
  certificate: ServerCertificate,
  partition: string,
): Api.ServerCertificateMetadata {
  return {
    Path: certificate.path,
    ServerCertificateName: certificate.name,
    ServerCertificateId: certificate.id,
    Arn: iamArn(partition, certificate.accountId, 'server-certificate', certificate.path, certificate.name),
    UploadDate: instant(certificate.createdAt),
    Expiration: instant(certificate.expiresAt),
  }
}

export function attachedPolicyView(policyArn: string): Api.AttachedPolicy {
  return { PolicyName: policyArn.slice(policyArn.lastIndexOf('/') + 1), PolicyArn: policyArn }
}

export function inlinePolicyView({ name, document }: InlinePolicy): Api.PolicyDetail {
  return { PolicyName: name, PolicyDocument: encodeDocument(document) }
}

export function loginProfileView(profile: LoginProfile, userName: string): Api.LoginProfile {
  return {
    UserName: userName,
    CreateDate: instant(profile.createdAt),
    PasswordResetRequired: profile.passwordResetRequired,
  }
}
