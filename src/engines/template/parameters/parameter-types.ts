/** Types of parameters. Source: User Guide, "Use CloudFormation-supplied parameter types", "Specify existing resources at runtime". */

/** What a type of a parameter means. */
export interface ParameterType {
  /** `text` and `number` are single values. */
  readonly shape: 'text' | 'number' | 'list' | 'numbers'
  /** The given value is a key of the Parameter Store, and the value stands behind it. */
  readonly stored: boolean
  /** A type that names things of AWS: `AWS::EC2::VPC::Id`. */
  readonly resourceKind?: string
}

const resourceKinds = new Set([
  'AWS::EC2::AvailabilityZone::Name',
  'AWS::EC2::Image::Id',
  'AWS::EC2::Instance::Id',
  'AWS::EC2::KeyPair::KeyName',
  'AWS::EC2::SecurityGroup::GroupName',
  'AWS::EC2::SecurityGroup::Id',
  'AWS::EC2::Subnet::Id',
  'AWS::EC2::Volume::Id',
  'AWS::EC2::VPC::Id',
  'AWS::Route53::HostedZone::Id',
])

/** Reads the name of a type; undefined when there is no such type. */
export function parameterType(name: string): ParameterType | undefined {
  const stored = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(name)
  if (stored) {
    const inner = plainType(stored[1] ?? '')
    // Numbers cannot be had from the Parameter Store.
    return inner && inner.shape !== 'number' && inner.shape !== 'numbers'
      ? { ...inner, stored: true }
      : undefined
  }
  if (name === 'AWS::SSM::Parameter::Name') return { shape: 'text', stored: false }
  return plainType(name)
}

function plainType(name: string): ParameterType | undefined {
  switch (name) {
    case 'String':
      return { shape: 'text', stored: false }
    case 'Number':
      return { shape: 'number', stored: false }
    case 'CommaDelimitedList':
    case 'List<String>':
      return { shape: 'list', stored: false }
    case 'List<Number>':
      return { shape: 'numbers', stored: false }
  }
  const list = /^List<(.+)>$/.exec(name)
  const kind = list?.[1] ?? name
  if (!resourceKinds.has(kind)) return undefined
  // There is no list of key pairs.
  if (list && kind === 'AWS::EC2::KeyPair::KeyName') return undefined
  return { shape: list ? 'list' : 'text', stored: false, resourceKind: kind }
}
