import { iamRole } from '../cloudformation/iam.ts'
import type { Context } from '../context.ts'
import { InvalidResource } from '../errors.ts'
import { isIf, isNoValue } from '../intrinsics/build.ts'
import { Resource } from '../model/resource.ts'
import { type Dict, get, isEqual, type Value } from '../python/values.ts'
import { policyEntries } from './entries.ts'
import { knownManagedPolicy } from './managed-policies.ts'

/** What the role of a function or state machine is made of. */
export interface RoleParts {
  /** The function's or state machine's. */
  readonly logicalId: string
  readonly attributes: Dict
  readonly trust: Value
  /** Its `Policies`, with templates expanded. */
  readonly policies: Value
  readonly managedPolicyArns?: readonly Value[]
  /** Inline policies that the transform adds. */
  readonly documents?: readonly Dict[]
  readonly path?: Value
  readonly permissionsBoundary?: Value
  readonly tags?: Value
}

/** The role of a function or state machine that names none. @throws SamError */
export function roleFor(parts: RoleParts, context: Context): Resource {
  const role = new Resource(iamRole, `${parts.logicalId}Role`, { attributes: parts.attributes })
  const arns: Value[] = [...(parts.managedPolicyArns ?? [])]
  const documents: Value[] = [...(parts.documents ?? [])]
  for (const [index, { kind, value }] of policyEntries(parts.policies, () => false).entries()) {
    if (kind === 'statement') {
      const inline = (document: Value): Dict => ({
        PolicyName: `${role.logicalId}Policy${index}`,
        PolicyDocument: document,
      })
      documents.push(
        isIf(value) ? convertBranches(value, (branch) => !isNoValue(branch), inline) : inline(value),
      )
    } else if (kind === 'managed') {
      const arn = (name: Value): Value => policyArn(name as string, context)
      const converted =
        typeof value === 'string'
          ? arn(value)
          : isIf(value)
            ? convertBranches(value, (branch) => typeof branch === 'string', arn)
            : value
      if (!arns.some((known) => isEqual(known, converted))) arns.push(converted)
    } else {
      throw new InvalidResource(
        parts.logicalId,
        `Policy at index ${index} in the 'Policies' property is not valid`,
      )
    }
  }
  role.properties.AssumeRolePolicyDocument = parts.trust
  role.properties.ManagedPolicyArns = arns
  role.properties.Policies = documents.length > 0 ? documents : null
  role.properties.Path = parts.path ?? null
  role.properties.PermissionsBoundary = parts.permissionsBoundary ?? null
  role.properties.Tags = parts.tags ?? null
  return role
}

/** Changes both cases of an Fn::If in place. */
function convertBranches(
  choice: Dict,
  isConvertible: (branch: Value) => boolean,
  convert: (branch: Value) => Value,
): Dict {
  const parts = choice['Fn::If'] as Value[]
  for (const index of [1, 2]) {
    const branch = parts[index] as Value
    if (isConvertible(branch)) parts[index] = convert(branch)
  }
  return choice
}

function policyArn(name: string, context: Context): Value {
  const known = knownManagedPolicy(context.partition, name)
  if (known !== undefined || name.startsWith('arn:')) return known ?? name
  return get((context.options.managedPolicies ?? {}) as Dict, name) ?? name
}
