/**
 * The sign-in page: a plain form for name and password, then one for each challenge. The parameters of the request for authorization
 * stay in the address. Source: Developer Guide, "Login endpoint".
 */
import { AwsError } from '../../../../aws/aws-error.ts'
import type { Answer } from '../../../../http/index.ts'
import { escapeHtml } from '../../domain/oauth.ts'
import type { User } from '../../records.ts'
import { byPassword } from '../../sign-in/begin.ts'
import type { SignInAnswer, SignInRequest } from '../../sign-in/request.ts'
import { respond } from '../../sign-in/respond.ts'
import { type Authorization, readAuthorization, rememberBrowser, sendBack } from './authorize.ts'
import { cookieOf, formCookie, setCookie } from './cookies.ts'
import type { OAuthRequest } from './request.ts'

/** The field by which a form answers a challenge. */
const fields: Readonly<
  Record<string, { readonly name: string; readonly label: string; readonly type: string }>
> = {
  NEW_PASSWORD_REQUIRED: { name: 'NEW_PASSWORD', label: 'New password', type: 'password' },
  SOFTWARE_TOKEN_MFA: {
    name: 'SOFTWARE_TOKEN_MFA_CODE',
    label: 'Code of your authenticator app',
    type: 'text',
  },
  SMS_MFA: { name: 'SMS_MFA_CODE', label: 'Code from the text message', type: 'text' },
  EMAIL_OTP: { name: 'EMAIL_OTP_CODE', label: 'Code from the e-mail', type: 'text' },
}

/** `GET /login` and `POST /login`. */
export async function answerLogin(asked: OAuthRequest): Promise<Answer> {
  const wanted = await readAuthorization(asked)
  if ('refusal' in wanted) return wanted.refusal
  if (asked.head.method !== 'POST') return page(asked, passwordForm(''))
  const token = cookieOf(asked.head, formCookie)
  if (token === undefined || token === '' || token !== asked.form.get('_csrf'))
    return page(asked, passwordForm(asked.form.get('username') ?? ''), 'Please try again.')
  return takeForm(asked, wanted)
}

async function takeForm(asked: OAuthRequest, wanted: Authorization): Promise<Answer> {
  const { context, pool, form } = asked
  let signedIn: User | undefined
  const request: SignInRequest = {
    context,
    pool,
    client: wanted.client,
    isAdmin: false,
    hosted: async (user) => {
      signedIn = user
      return {}
    },
  }
  const username = form.get('username') ?? ''
  const challenge = form.get('challenge')
  const field = challenge !== null && Object.hasOwn(fields, challenge) ? fields[challenge] : undefined
  try {
    const given = { USERNAME: username }
    const answer =
      challenge === null || !field
        ? await byPassword(request, { ...given, PASSWORD: form.get('password') ?? '' })
        : await respond(request, challenge, form.get('session') ?? '', {
            ...given,
            [field.name]: form.get('answer') ?? '',
          })
    if (!signedIn) return nextForm(asked, username, answer)
    const authTime = Math.floor(context.now / 1000)
    const cookie = await rememberBrowser(asked, signedIn, authTime)
    return await sendBack(asked, wanted, signedIn, authTime, [cookie])
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const session = form.get('session')
    const again = challenge !== null && field && session !== null && error.code !== 'NotAuthorizedException'
    return page(
      asked,
      again ? challengeForm(challenge, session, username) : passwordForm(username),
      error.message,
    )
  }
}

function nextForm(asked: OAuthRequest, username: string, answer: SignInAnswer): Answer {
  const { ChallengeName: name = '', Session: session = '', ChallengeParameters: parameters } = answer
  if (!Object.hasOwn(fields, name))
    return page(asked, passwordForm(username), `This page cannot ask for ${name}.`)
  return page(asked, challengeForm(name, session, parameters?.USER_ID_FOR_SRP ?? username))
}

function passwordForm(username: string): string {
  return `<label>Username <input name="username" autocomplete="username" required value="${escapeHtml(username)}"></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>`
}

function challengeForm(challenge: string, session: string, username: string): string {
  const { label = '', type = 'text' } = fields[challenge] ?? {}
  return `<input type="hidden" name="challenge" value="${escapeHtml(challenge)}">
<input type="hidden" name="session" value="${escapeHtml(session)}">
<input type="hidden" name="username" value="${escapeHtml(username)}">
<label>${label} <input name="answer" type="${type}" autocomplete="one-time-code" required></label>`
}

function page({ context, address, query }: OAuthRequest, inputs: string, error?: string): Answer {
  const token = Buffer.from(context.random.bytes(18)).toString('base64url')
  const action = escapeHtml(`${address.base}/login?${query.toString()}`)
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/html;charset=UTF-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'Set-Cookie': setCookie(address, formCookie, token),
    },
    body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in</title>
<style>body{font:1rem system-ui;max-width:22rem;margin:4rem auto;padding:0 1rem}label{display:block;margin:1rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem}button{font:inherit;padding:.5rem 1rem}[role=alert]{color:#a00}</style></head>
<body><h1>Sign in</h1>${error === undefined ? '' : `<p role="alert">${escapeHtml(error)}</p>`}
<form method="post" action="${action}"><input type="hidden" name="_csrf" value="${token}">
${inputs}
<button type="submit">Sign in</button></form></body></html>
`,
  }
}
