/** What a user pool is set to. Source: API Reference, CreateUserPool and UpdateUserPool: what is left out is at its default. */
import type { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import { membersOf } from './settings.ts'

/** Members of CreateUserPool and UpdateUserPool that are kept as they are given. */
export const settingNames = [
  'DeletionProtection',
  'LambdaConfig',
  'AutoVerifiedAttributes',
  'SmsVerificationMessage',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'SmsAuthenticationMessage',
  'UserAttributeUpdateSettings',
  'DeviceConfiguration',
  'SmsConfiguration',
  'UserPoolAddOns',
  'DcrConfiguration',
  'KeyConfiguration',
  'IssuerConfiguration',
  'AcrConfiguration',
  'MfaConfiguration',
  'AccountRecoverySetting',
  'UserPoolTier',
] as const

/** Those that are for ever. */
export const fixedNames = ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'] as const

/** Those that SetUserPoolMfaConfig keeps beside. */
export const factorNames = [
  'SmsMfaConfiguration',
  'SoftwareTokenMfaConfiguration',
  'EmailMfaConfiguration',
  'WebAuthnConfiguration',
] as const

const policyDefault: JsonObject = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
}

const recoveryDefault: JsonObject = {
  RecoveryMechanisms: [
    { Priority: 1, Name: 'verified_email' },
    { Priority: 2, Name: 'verified_phone_number' },
  ],
}

/** Settings in force, of what a request gives. `fail` makes the error of InvalidParameterException. */
export function poolSettings(given: JsonObject, fail: (message: string) => AwsError): JsonObject {
  const policies = (given.Policies ?? {}) as JsonObject
  const password = policies.PasswordPolicy as JsonObject | undefined
  const admin = (given.AdminCreateUserConfig ?? {}) as JsonObject
  const days = Number(
    (password?.TemporaryPasswordValidityDays as number | undefined) ?? admin.UnusedAccountValidityDays ?? 7,
  )
  const template = (given.VerificationMessageTemplate ?? {}) as JsonObject
  const settings: JsonObject = {
    DeletionProtection: 'INACTIVE',
    LambdaConfig: {},
    MfaConfiguration: 'OFF',
    AccountRecoverySetting: recoveryDefault,
    UserPoolTier: 'ESSENTIALS',
    EmailConfiguration: {
      EmailSendingAccount: 'COGNITO_DEFAULT',
      ...(given.EmailConfiguration as JsonObject),
    },
    ...membersOf(given, settingNames),
    Policies: {
      PasswordPolicy: password
        ? { ...absentPolicy, ...password, TemporaryPasswordValidityDays: days }
        : policyDefault,
      SignInPolicy: (policies.SignInPolicy as JsonObject | undefined) ?? {
        AllowedFirstAuthFactors: ['PASSWORD'],
      },
    },
    VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE', ...template },
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: false,
      ...admin,
      UnusedAccountValidityDays: days,
    },
  }
  checkSettings(settings, fail)
  return settings
}

/** What a policy that is given does not ask, it does not ask. Source: API Reference, PasswordPolicyType; UNVERIFIED: the length. */
const absentPolicy: JsonObject = {
  MinimumLength: 8,
  RequireUppercase: false,
  RequireLowercase: false,
  RequireNumbers: false,
  RequireSymbols: false,
}

function checkSettings(settings: JsonObject, fail: (message: string) => AwsError): void {
  const { EmailVerificationMessage: message } = settings
  if (typeof message === 'string' && !message.includes('{####}'))
    throw fail('EmailVerificationMessage must contain {####}.')
  const lambda = (settings.LambdaConfig ?? {}) as JsonObject
  const sends = lambda.CustomEmailSender ?? lambda.CustomSMSSender
  if (sends !== undefined && lambda.KMSKeyID === undefined)
    throw fail('KMSKeyID must be set when CustomEmailSender or CustomSMSSender is configured.')
}
