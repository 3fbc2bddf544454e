/** The end of a sign-in: functions are told, tokens are made. */

import type { User } from '../records.ts'
import { eventAttributes, metadata, runTrigger } from '../triggers.ts'
import { issueTokens, keepSignIn, newSignIn, ownScope } from './issuing.ts'
import type { SignInAnswer, SignInRequest } from './request.ts'

/** Answers tokens. `source`: why, as functions are told. Fails as triggers do. */
export async function complete(
  request: SignInRequest,
  user: User,
  source = 'TokenGeneration_Authentication',
): Promise<SignInAnswer> {
  const { context, pool, client, clientMetadata } = request
  await runTrigger(context, pool, 'PostAuthentication', {
    source: 'PostAuthentication_Authentication',
    userName: user.username,
    clientId: client.id,
    request: {
      userAttributes: eventAttributes(pool, user),
      newDeviceUsed: false,
      ...metadata(clientMetadata),
    },
    response: {},
  })
  if (request.hosted) return request.hosted(user)
  const authTime = Math.floor(context.now / 1000)
  const { signIn, refreshToken } = newSignIn(context, user, client, { scopes: [ownScope], authTime })
  const tokens = await issueTokens(context, { pool, client, user, signIn, source, clientMetadata })
  await keepSignIn(context, signIn)
  return {
    ChallengeParameters: {},
    AuthenticationResult: {
      AccessToken: tokens.AccessToken,
      ExpiresIn: tokens.ExpiresIn,
      TokenType: 'Bearer',
      RefreshToken: refreshToken,
      IdToken: tokens.IdToken,
    },
  }
}
