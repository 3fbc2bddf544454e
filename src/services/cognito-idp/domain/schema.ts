/**
 * The attributes that a pool's users may have, and whether values fit them. Source: Developer Guide, "Working with user
 * attributes"; OpenID Connect Core 1.0, section 5.1; what DescribeUserPool answers for a new pool.
 */

/** A member of a pool's schema, as the API has it; bounds are texts there. */
export type SchemaAttribute = {
  readonly Name: string
  readonly AttributeDataType: 'String' | 'Number' | 'DateTime' | 'Boolean'
  readonly DeveloperOnlyAttribute: boolean
  readonly Mutable: boolean
  readonly Required: boolean
  readonly StringAttributeConstraints?: { readonly MinLength?: string; readonly MaxLength?: string }
  readonly NumberAttributeConstraints?: { readonly MinValue?: string; readonly MaxValue?: string }
}

function text(Name: string, MinLength = '0', MaxLength = '2048'): SchemaAttribute {
  return {
    Name,
    AttributeDataType: 'String',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    StringAttributeConstraints: { MinLength, MaxLength },
  }
}

function flag(Name: string): SchemaAttribute {
  return {
    Name,
    AttributeDataType: 'Boolean',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
  }
}

/** The attributes that every pool has. */
export const standardAttributes: readonly SchemaAttribute[] = [
  { ...text('sub', '1'), Mutable: false, Required: true },
  text('name'),
  text('given_name'),
  text('family_name'),
  text('middle_name'),
  text('nickname'),
  text('preferred_username'),
  text('profile'),
  text('picture'),
  text('website'),
  text('email'),
  flag('email_verified'),
  text('gender'),
  text('birthdate', '10', '10'),
  text('zoneinfo'),
  text('locale'),
  text('phone_number'),
  flag('phone_number_verified'),
  text('address'),
  {
    Name: 'updated_at',
    AttributeDataType: 'Number',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    NumberAttributeConstraints: { MinValue: '0' },
  },
]

const standardNames = new Set(standardAttributes.map(({ Name }) => Name))

export function isStandard(name: string): boolean {
  return standardNames.has(name)
}

/** A member of `Schema` or `CustomAttributes` as a request has it. */
export interface AskedAttribute {
  readonly Name?: string | undefined
  readonly AttributeDataType?: SchemaAttribute['AttributeDataType'] | undefined
  readonly DeveloperOnlyAttribute?: boolean | undefined
  readonly Mutable?: boolean | undefined
  readonly Required?: boolean | undefined
  readonly StringAttributeConstraints?:
    | { MinLength?: string | undefined; MaxLength?: string | undefined }
    | undefined
  readonly NumberAttributeConstraints?:
    | { MinValue?: string | undefined; MaxValue?: string | undefined }
    | undefined
}

/** An attribute of one's own: its name gets `custom:` before it, or `dev:custom:` where only administrators may write it. */
export function customAttribute(asked: AskedAttribute): SchemaAttribute {
  const { Name = '', AttributeDataType = 'String', DeveloperOnlyAttribute = false } = asked
  return {
    Name: `${DeveloperOnlyAttribute ? 'dev:' : ''}custom:${Name}`,
    AttributeDataType,
    DeveloperOnlyAttribute,
    Mutable: asked.Mutable ?? true,
    Required: asked.Required ?? false,
    ...(AttributeDataType === 'String'
      ? { StringAttributeConstraints: bounds(asked.StringAttributeConstraints) }
      : {}),
    ...(AttributeDataType === 'Number'
      ? { NumberAttributeConstraints: bounds(asked.NumberAttributeConstraints) }
      : {}),
  }
}

/** A standard attribute as a request wants it. */
export function askedStandard(standard: SchemaAttribute, asked: AskedAttribute): SchemaAttribute {
  return {
    ...standard,
    Mutable: asked.Mutable ?? standard.Mutable,
    Required: asked.Required ?? standard.Required,
    ...(asked.StringAttributeConstraints && standard.StringAttributeConstraints
      ? {
          StringAttributeConstraints: {
            ...standard.StringAttributeConstraints,
            ...bounds(asked.StringAttributeConstraints),
          },
        }
      : {}),
  }
}

function bounds(given: object | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
}

/** Why a value does not fit its attribute; undefined: it does. UNVERIFIED: the words of bounds. */
export function valueFault(attribute: SchemaAttribute, value: string): string | undefined {
  const { Name, AttributeDataType } = attribute
  if (AttributeDataType === 'Boolean')
    return /^(?:true|false)$/i.test(value) ? undefined : `${Name}: Invalid boolean value\n`
  if (AttributeDataType === 'Number') {
    if (!/^-?\d{1,30}(?:\.\d{1,30})?$/.test(value)) return `${Name}: Invalid number value\n`
    const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {}
    if (MinValue !== undefined && Number(value) < Number(MinValue))
      return `${Name}: Number value must not be less than ${MinValue}\n`
    if (MaxValue !== undefined && Number(value) > Number(MaxValue))
      return `${Name}: Number value must not be greater than ${MaxValue}\n`
    return undefined
  }
  if (AttributeDataType === 'DateTime')
    return Number.isNaN(Date.parse(value)) ? `${Name}: Invalid date value\n` : undefined
  const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {}
  const length = [...value].length
  if (MinLength !== undefined && length < Number(MinLength))
    return `${Name}: String value length must not be less than ${MinLength}\n`
  if (MaxLength !== undefined && length > Number(MaxLength))
    return `${Name}: String value length must not be greater than ${MaxLength}\n`
  return undefined
}

/** Attributes that the schema requires and nobody has given, each with AWS's sentence. */
export function missingFaults(
  schema: readonly SchemaAttribute[],
  values: Readonly<Record<string, string>>,
): string[] {
  return schema
    .filter(({ Name, Required }) => Required && Name !== 'sub' && (values[Name] ?? '') === '')
    .map(({ Name }) => `${Name}: The attribute is required\n`)
}
