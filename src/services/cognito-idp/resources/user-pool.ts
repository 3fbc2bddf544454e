import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  callWith,
  changed,
  definite,
  given,
  nameOf,
  orRemove,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { issuerOf, poolArn, providerName } from '../pools.ts'
import { everyPool } from './parts.ts'

const missing = 'ResourceNotFoundException'

/** Members of the operations that the template names alike. */
const members = [
  'AccountRecoverySetting',
  'AdminCreateUserConfig',
  'AutoVerifiedAttributes',
  'DeletionProtection',
  'DeviceConfiguration',
  'EmailConfiguration',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'IssuerConfiguration',
  'KeyConfiguration',
  'LambdaConfig',
  'Policies',
  'SmsAuthenticationMessage',
  'SmsConfiguration',
  'SmsVerificationMessage',
  'UserAttributeUpdateSettings',
  'UserPoolAddOns',
  'UserPoolTier',
  'VerificationMessageTemplate',
] as const
const fixed = ['AliasAttributes', 'Schema', 'UsernameAttributes', 'UsernameConfiguration'] as const

/** AWS::Cognito::UserPool. Source: CloudFormation template reference, AWS::Cognito::UserPool. */
export const userPool: ResourceType = {
  async create(request) {
    const { properties, call, stack, region } = request
    const token = JSON.stringify([stack?.id ?? '', request.logicalId, request.name()])
    const input = {
      PoolName: nameOf(request, 'UserPoolName', { max: 128 }),
      ...given(properties, ...members, ...fixed),
      UserPoolTags: tagsOf(request, properties.UserPoolTags),
    }
    const { id } = await call<{ id: string }>('cognito-idp:CreateOnce', {
      operation: 'CreateUserPool',
      input,
      token,
    })
    await orRemove(
      request,
      () => setFactors(request, id),
      () => call('cognito-idp:DeleteUserPool', { UserPoolId: id }, { region }),
    )
    return madeOf(request, id)
  },

  async update(request) {
    const { properties, previous, physicalId: UserPoolId, call } = request
    await callWith(request, 'cognito-idp:UpdateUserPool', {
      UserPoolId,
      ...(properties.UserPoolName === undefined ? {} : { PoolName: properties.UserPoolName }),
      ...given(properties, ...members),
      UserPoolTags: tagsOf(request, properties.UserPoolTags),
    })
    await setFactors(request, UserPoolId)
    const known = new Set(schemaOf(previous).map(({ Name }) => Name))
    const added = schemaOf(properties).filter(({ Name }) => !known.has(Name))
    if (added.length > 0) {
      const { UserPool } = await call<Api.DescribeUserPoolResponse>('cognito-idp:DescribeUserPool', {
        UserPoolId,
      })
      const there = new Set(UserPool?.SchemaAttributes?.map(({ Name }) => Name))
      const CustomAttributes = added.filter(({ Name }) => !there.has(`custom:${Name}`))
      if (CustomAttributes.length > 0)
        await callWith(request, 'cognito-idp:AddCustomAttributes', { UserPoolId, CustomAttributes })
    }
    return madeOf(request, UserPoolId)
  },

  async remove({ call, physicalId: UserPoolId }) {
    await unlessMissing(call('cognito-idp:DeleteUserPool', { UserPoolId }), missing)
  },

  async read(query) {
    const { call, identifier: UserPoolId } = query
    const found = await unlessMissing(
      call<Api.DescribeUserPoolResponse>('cognito-idp:DescribeUserPool', { UserPoolId }),
      missing,
    )
    if (!found?.UserPool) return undefined
    const shown = definite(found.UserPool)
    const factors = await call<Api.GetUserPoolMfaConfigResponse>('cognito-idp:GetUserPoolMfaConfig', {
      UserPoolId,
    })
    const made = madeOf(query, UserPoolId)
    return {
      ...made,
      properties: {
        ...given(shown, ...members, ...fixed, 'MfaConfiguration'),
        UserPoolName: String(shown.Name),
        EnabledMfas: enabledFactors(factors),
        Schema: shown.SchemaAttributes ?? [],
        UserPoolTags: shown.UserPoolTags ?? {},
        ...made.attributes,
      },
    }
  },

  list: (calls) => everyPool(calls, {}),

  /** What a pool is for ever; attributes can be added, and nothing else be done to them. */
  replaces: (previous, next) =>
    changed(previous, next, 'AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'),

  inert: ['DeviceConfiguration', 'UserPoolAddOns', 'WebAuthnRelyingPartyID', 'WebAuthnUserVerification'],
}

function schemaOf({ Schema }: ResourceProperties): readonly JsonObject[] {
  return (Schema ?? []) as readonly JsonObject[]
}

function enabledFactors(factors: Api.GetUserPoolMfaConfigResponse): string[] {
  return [
    ...(factors.SmsMfaConfiguration ? ['SMS_MFA'] : []),
    ...(factors.SoftwareTokenMfaConfiguration?.Enabled ? ['SOFTWARE_TOKEN_MFA'] : []),
    ...(factors.EmailMfaConfiguration ? ['EMAIL_OTP'] : []),
  ]
}

/** Second factors are set by an operation of their own. A pool that never had any is left as it is. */
async function setFactors(request: ResourceRequest, UserPoolId: string): Promise<void> {
  const { properties } = request
  const enabled = (properties.EnabledMfas ?? []) as readonly string[]
  const mode = String(properties.MfaConfiguration ?? 'OFF')
  const web = given(properties, 'WebAuthnRelyingPartyID', 'WebAuthnUserVerification')
  const isUpdate = 'previous' in request
  if (enabled.length === 0 && mode === 'OFF' && Object.keys(web).length === 0 && !isUpdate) return
  const message = properties.SmsAuthenticationMessage
  await callWith(request, 'cognito-idp:SetUserPoolMfaConfig', {
    UserPoolId,
    MfaConfiguration: mode,
    SoftwareTokenMfaConfiguration: { Enabled: enabled.includes('SOFTWARE_TOKEN_MFA') },
    ...(enabled.includes('SMS_MFA')
      ? {
          SmsMfaConfiguration: {
            ...(message === undefined ? {} : { SmsAuthenticationMessage: message }),
            ...given(properties, 'SmsConfiguration'),
          },
        }
      : {}),
    ...(enabled.includes('EMAIL_OTP')
      ? {
          EmailMfaConfiguration: {
            ...renamed(properties, 'EmailAuthenticationMessage', 'Message'),
            ...renamed(properties, 'EmailAuthenticationSubject', 'Subject'),
          },
        }
      : {}),
    ...(Object.keys(web).length > 0
      ? {
          WebAuthnConfiguration: {
            ...renamed(properties, 'WebAuthnRelyingPartyID', 'RelyingPartyId'),
            ...renamed(properties, 'WebAuthnUserVerification', 'UserVerification'),
          },
        }
      : {}),
  })
}

function renamed(properties: ResourceProperties, name: string, member: string): Record<string, Json> {
  const value = properties[name]
  return value === undefined ? {} : { [member]: value }
}

function madeOf({ region, accountId }: ResourceCalls, id: string): MadeResource {
  const pool = { region, accountId, id }
  return {
    physicalId: id,
    attributes: {
      Arn: poolArn(pool),
      ProviderName: providerName(pool),
      ProviderURL: issuerOf(pool),
      UserPoolId: id,
    },
  }
}
