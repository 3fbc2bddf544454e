/** What messages say when a pool does not word them. Source: Developer Guide, "Configuring messages"; defaults as the console shows them. */
import type { JsonObject } from '../../../base/json.ts'

/** Why a message is sent. `CustomMessage_` and this name is the source of the trigger that may word it. */
export type MessageReason =
  | 'SignUp'
  | 'AdminCreateUser'
  | 'ResendCode'
  | 'ForgotPassword'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'Authentication'

export interface MessageText {
  readonly subject: string
  readonly body: string
}

const codeText = 'Your verification code is {####}.'
const authenticationText = 'Your authentication code is {####}.'
const inviteText = 'Your username is {username} and temporary password is {####}.'

/** The text of a message by a pool's settings, its places not filled in. */
export function messageText(
  settings: JsonObject,
  reason: MessageReason,
  medium: 'EMAIL' | 'SMS',
): MessageText {
  const text = (value: unknown, usual: string) => (typeof value === 'string' && value !== '' ? value : usual)
  const template = (settings.VerificationMessageTemplate ?? {}) as JsonObject
  if (reason === 'AdminCreateUser') {
    const admin = (settings.AdminCreateUserConfig ?? {}) as JsonObject
    const invite = (admin.InviteMessageTemplate ?? {}) as JsonObject
    return medium === 'SMS'
      ? { subject: '', body: text(invite.SMSMessage, inviteText) }
      : {
          subject: text(invite.EmailSubject, 'Your temporary password'),
          body: text(invite.EmailMessage, inviteText),
        }
  }
  if (medium === 'SMS') {
    const usual = text(template.SmsMessage, text(settings.SmsVerificationMessage, codeText))
    return {
      subject: '',
      body: reason === 'Authentication' ? text(settings.SmsAuthenticationMessage, authenticationText) : usual,
    }
  }
  const factor = (settings.EmailMfaConfiguration ?? {}) as JsonObject
  if (reason === 'Authentication')
    return {
      subject: text(factor.Subject, 'Your authentication code'),
      body: text(factor.Message, authenticationText),
    }
  return {
    subject: text(template.EmailSubject, text(settings.EmailVerificationSubject, 'Your verification code')),
    body: text(template.EmailMessage, text(settings.EmailVerificationMessage, codeText)),
  }
}

/** The text with its places filled in. */
export function filledText(text: string, code: string, username: string): string {
  return text.replaceAll('{####}', code).replaceAll('{username}', username)
}

/** Whether a function's text has the places that AWS asks for; undefined texts are not used. Source: "Custom message Lambda trigger". */
export function keepsPlaces(text: string, reason: MessageReason): boolean {
  return text.includes('{####}') && (reason !== 'AdminCreateUser' || text.includes('{username}'))
}
