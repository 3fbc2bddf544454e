import { iamManagedPolicy } from '../cloudformation/iam.ts'
import { lambdaPermission } from '../cloudformation/lambda.ts'
import { snsTopicPolicy, sqsQueuePolicy } from '../cloudformation/messaging.ts'
import type { Context } from '../context.ts'
import { InvalidResource } from '../errors.ts'
import { isAnything, isText, listOf, mapOf, oneOf, required } from '../model/properties.ts'
import { Resource, type ResourceKind } from '../model/resource.ts'
import type { SamResource } from '../model/sam-resource.ts'
import { comparePoints } from '../python/json-text.ts'
import { type Dict, get, isDict, type Value } from '../python/values.ts'
import type { SamType } from '../sam-types.ts'
import { addDependency, mappingsBetween, replaceDependencies } from './dependencies.ts'
import { type ConnectorProfile, connectorProfile, fillIn, MissingConnectorValue } from './profiles.ts'
import { type ConnectorEnd, readConnectorEnd, UnusableConnectorEnd } from './references.ts'

const isPlainMap = mapOf(isAnything)

/** AWS::Serverless::Connector. Source: SAM Developer Guide, "AWS::Serverless::Connector". */
export const serverlessConnector: SamType = {
  type: 'AWS::Serverless::Connector',
  rules: {
    Source: required(isPlainMap),
    Destination: required(oneOf(isPlainMap, listOf(isPlainMap))),
    Permissions: required(listOf(isText)),
  },
  translate: (connector, context) => ({ resources: connectorResources(connector, context) }),
}

/** The policies and permissions of a connector. @throws InvalidResource */
export function connectorResources(connector: SamResource, context: Context): Resource[] {
  const { resources } = context
  const source = connector.get('Source') as Dict
  const given = connector.get('Destination')
  const isOne = isDict(given)
  const made = (isOne ? [given] : (given as Dict[])).flatMap((destination, index) => {
    const ends = readEnds(connector, source, destination, resources)
    const connection = new Connection(connector, ends, isOne ? '' : `Destination${index}`)
    const policies = connection.resources(resources)
    for (const policy of policies) describe(policy, connector, ends, context.source)
    return policies
  })
  const ids = made.map(({ logicalId }) => logicalId)
  replaceDependencies(resources, connector.logicalId, ids)
  if (made.length === 0) throw new InvalidResource(connector.logicalId, "'Destination' is an empty list")
  return made
}

interface Ends {
  readonly source: ConnectorEnd
  readonly destination: ConnectorEnd
}

function readEnds(connector: SamResource, source: Dict, destination: Dict, resources: Dict): Ends {
  try {
    const to = readConnectorEnd(destination, resources, source)
    return { source: readConnectorEnd(source, resources, destination), destination: to }
  } catch (error) {
    if (!(error instanceof UnusableConnectorEnd)) throw error
    throw new InvalidResource(connector.logicalId, error.message)
  }
}

/** What was connected is noted with each resource: tools look for it. */
function describe(
  resource: Resource,
  connector: SamResource,
  { source, destination }: Ends,
  template: Dict,
): void {
  const original = template.Resources as Dict
  const typeOf = ({ logicalId, type }: ConnectorEnd): Value => {
    const held = logicalId === null ? undefined : get(original, logicalId)
    const given = isDict(held) ? get(held, 'Type') : undefined
    return given || type
  }
  const { Metadata: metadata } = resource.attributes
  resource.attributes.Metadata = {
    ...(isDict(metadata) ? metadata : {}),
    'aws:sam:connectors': {
      [connector.logicalId]: {
        Source: { Type: typeOf(source) },
        Destination: { Type: typeOf(destination) },
      },
    },
  }
}

/** One source and one destination, with the profile for their types. */
class Connection {
  readonly #connector: SamResource
  readonly #ends: Ends
  /** What ends the ids of resources where there are several destinations. */
  readonly #suffix: string
  readonly #profile: ConnectorProfile
  readonly #permissions: ReadonlySet<string>

  /** @throws InvalidResource when these types, or these permissions, cannot be connected */
  constructor(connector: SamResource, ends: Ends, suffix: string) {
    this.#connector = connector
    this.#ends = ends
    this.#suffix = suffix
    const { source, destination } = ends
    const profile = connectorProfile(source.type, destination.type)
    if (!profile) {
      throw this.#fault(
        `Unable to create connector from ${source.type} to ${destination.type}; it's not supported or the template is invalid.`,
      )
    }
    this.#profile = profile
    this.#permissions = this.#readPermissions()
  }

  resources(resources: Dict): Resource[] {
    const filled = this.#fillIn()
    const { Type: type } = this.#profile
    if (type === 'AWS_IAM_ROLE_MANAGED_POLICY') return [this.#managedPolicy(filled, resources)]
    if (type === 'AWS_LAMBDA_PERMISSION') return this.#lambdaPermissions(filled)
    return type === 'AWS_SQS_QUEUE_POLICY'
      ? [this.#ownPolicy(filled, sqsQueuePolicy, 'Queue', 'queueUrl', 'SQS queue URL')]
      : [this.#ownPolicy(filled, snsTopicPolicy, 'Topic', 'arn', 'SNS topic ARN')]
  }

  #fault(sentence: string): InvalidResource {
    return new InvalidResource(this.#connector.logicalId, sentence)
  }

  #readPermissions(): ReadonlySet<string> {
    const { source, destination } = this.#ends
    const { AccessCategories: known, ValidAccessCategories: combinations } = this.#profile.Properties
    const given = this.#connector.get('Permissions')
    const wanted = new Set((isDict(given) ? Object.keys(given) : given) as string[])
    const valid = Object.keys(known).join(', ')
    if (wanted.size === 0) throw this.#fault(`'Permissions' cannot be empty; valid values are: ${valid}.`)
    const start = `Unsupported 'Permissions' provided for connector from ${source.type} to ${destination.type}; valid`
    for (const permission of wanted) {
      if (!Object.hasOwn(known, permission)) throw this.#fault(`${start} values are: ${valid}.`)
    }
    if (combinations) {
      const joined = (names: Iterable<string>) => [...names].sort(comparePoints).join(' + ')
      const sorted = combinations.map(joined)
      if (!sorted.includes(joined(wanted))) {
        throw this.#fault(`${start} combinations are: ${sorted.join(', ')}.`)
      }
    }
    return wanted
  }

  /** The permissions that were asked for, with values of both ends. Values for the others must be there, too. */
  #fillIn(): readonly (readonly [permission: string, content: Dict])[] {
    const { source, destination } = this.#ends
    const values = [
      ['Source.Arn', source.arn],
      ['Destination.Arn', destination.arn],
      ['Source.ResourceId', source.resourceId],
      ['Destination.ResourceId', destination.resourceId],
      ['Source.Name', source.name],
      ['Destination.Name', destination.name],
      ['Source.Qualifier', source.qualifier],
      ['Destination.Qualifier', destination.qualifier],
    ] as const
    try {
      const filled = fillIn(this.#profile.Properties.AccessCategories, values) as Dict
      if (/%\{[\w.]+\}/.test(JSON.stringify(filled))) throw new TypeError('variables were not replaced')
      return Object.entries(filled)
        .filter(([name]) => this.#permissions.has(name))
        .map(([name, content]) => [name, content as Dict])
    } catch (error) {
      throw error instanceof MissingConnectorValue ? this.#fault(error.message) : error
    }
  }

  /** The end that the policy belongs to, and how messages call it. */
  get #owner(): { readonly end: ConnectorEnd; readonly title: string } {
    const { source, destination } = this.#ends
    return this.#profile.Properties.SourcePolicy
      ? { end: source, title: 'Source' }
      : { end: destination, title: 'Destination' }
  }

  #make(kind: ResourceKind, name: string, properties: Dict): Resource {
    const { logicalId, dependsOn, attributes } = this.#connector
    return new Resource(kind, `${logicalId}${name}${this.#suffix}`, { dependsOn, attributes, properties })
  }

  #managedPolicy(filled: readonly (readonly [string, Dict])[], resources: Dict): Resource {
    const { end, title } = this.#owner
    if (end.roleName === null || end.roleName === '') {
      throw this.#fault(`Unable to get IAM role name from '${title}' resource.`)
    }
    const policy = this.#make(iamManagedPolicy, 'Policy', {
      PolicyDocument: policyDocument(filled),
      Roles: [end.roleName],
    })
    const { source, destination } = this.#ends
    const { DependedBy: dependedBy } = this.#profile.Properties
    if (dependedBy === 'SOURCE' && source.logicalId !== null) {
      addDependency(resources, source.logicalId, policy.logicalId)
    } else if (dependedBy !== undefined && source.logicalId !== null && destination.logicalId !== null) {
      const [mapping, ...others] = mappingsBetween(resources, source.logicalId, destination.logicalId)
      // Of several mappings between the two, deployment would refuse all but one.
      if (mapping !== undefined && others.length === 0) addDependency(resources, mapping, policy.logicalId)
    }
    return policy
  }

  #lambdaPermissions(filled: readonly (readonly [string, Dict])[]): Resource[] {
    const { end, title } = this.#owner
    if (end.arn === null || end.arn === '') {
      throw this.#fault(`Unable to get Lambda function ARN from '${title}' resource.`)
    }
    return filled.map(([permission, content]) =>
      this.#make(lambdaPermission, `${permission}LambdaPermission`, {
        Action: content.Action as Value,
        FunctionName: end.arn,
        Principal: content.Principal as Value,
        SourceArn: content.SourceArn as Value,
        SourceAccount: get(content, 'SourceAccount') ?? null,
      }),
    )
  }

  #ownPolicy(
    filled: readonly (readonly [string, Dict])[],
    kind: ResourceKind,
    name: 'Queue' | 'Topic',
    key: 'queueUrl' | 'arn',
    what: string,
  ): Resource {
    const { end, title } = this.#owner
    const held = end[key]
    if (held === null || held === '') throw this.#fault(`Unable to get ${what} from '${title}' resource.`)
    return this.#make(kind, `${name}Policy`, { PolicyDocument: policyDocument(filled), [`${name}s`]: [held] })
  }
}

function policyDocument(filled: readonly (readonly [string, Dict])[]): Dict {
  return {
    Version: '2012-10-17',
    Statement: filled.flatMap(([, content]) => content.Statement as Value[]),
  }
}
