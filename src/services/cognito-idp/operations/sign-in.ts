/** Signing in. Source: API Reference, InitiateAuth, RespondToAuthChallenge, GetTokensFromRefreshToken. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { OperationContext } from '../../../dispatch/index.ts'
import { findClient, loadClient, loadPool } from '../pools.ts'
import { required } from '../required.ts'
import { beginSignIn } from '../sign-in/begin.ts'
import { exchange } from '../sign-in/refreshing.ts'
import type { SignInRequest } from '../sign-in/request.ts'
import { respond } from '../sign-in/respond.ts'

export async function initiateAuth(
  input: Api.InitiateAuthRequest,
  context: OperationContext,
): Promise<Api.InitiateAuthResponse> {
  const request = begun(await byClient(context, input))
  return beginSignIn(request, input.AuthFlow, input.AuthParameters ?? {})
}

export async function respondToAuthChallenge(
  input: Api.RespondToAuthChallengeRequest,
  context: OperationContext,
): Promise<Api.RespondToAuthChallengeResponse> {
  const request = await byClient(context, input)
  return respond(request, input.ChallengeName, input.Session, input.ChallengeResponses ?? {})
}

/** What a beginning hands on reaches other functions than what an answer does. */
function begun({ clientMetadata, ...request }: SignInRequest): SignInRequest {
  return { ...request, validationData: clientMetadata }
}

async function byClient(
  context: OperationContext,
  { ClientId, ClientMetadata }: Pick<Api.InitiateAuthRequest, 'ClientId' | 'ClientMetadata'>,
): Promise<SignInRequest> {
  const { client, pool } = await findClient(context, ClientId)
  return { context, client, pool, isAdmin: false, clientMetadata: ClientMetadata }
}

export async function adminInitiateAuth(
  input: Api.AdminInitiateAuthRequest,
  context: OperationContext,
): Promise<Api.AdminInitiateAuthResponse> {
  const request = begun(await byPool(context, input))
  return beginSignIn(request, input.AuthFlow, input.AuthParameters ?? {})
}

export async function adminRespondToAuthChallenge(
  input: Api.AdminRespondToAuthChallengeRequest,
  context: OperationContext,
): Promise<Api.AdminRespondToAuthChallengeResponse> {
  const request = await byPool(context, input)
  return respond(request, input.ChallengeName, input.Session, input.ChallengeResponses ?? {})
}

async function byPool(
  context: OperationContext,
  input: Pick<Api.AdminInitiateAuthRequest, 'UserPoolId' | 'ClientId' | 'ClientMetadata'>,
): Promise<SignInRequest> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: client } = await loadClient(context, pool, input.ClientId)
  return { context, client, pool, isAdmin: true, clientMetadata: input.ClientMetadata }
}

export async function getTokensFromRefreshToken(
  input: Api.GetTokensFromRefreshTokenRequest,
  context: OperationContext,
): Promise<Api.GetTokensFromRefreshTokenResponse> {
  const request = await byClient(context, input)
  const token = required(input.RefreshToken, 'RefreshToken')
  return { AuthenticationResult: await exchange(request, token, input.ClientSecret) }
}
