/** Challenges of a pool's own functions. Source: Developer Guide, "Custom authentication challenge Lambda triggers". */
import { isObject, type JsonObject } from '../../../base/json.ts'
import type { Stored } from '../../../store/index.ts'
import { invalidParameter, notAuthorized, wrongPassword } from '../errors.ts'
import { challengesMax } from '../limits.ts'
import type { Session, User } from '../records.ts'
import { eventAttributes, functionOf, invalidResponse, metadata, runTrigger } from '../triggers.ts'
import { askSecondFactor } from './factors.ts'
import { type Given, need, type SignInAnswer, type SignInRequest } from './request.ts'
import { endSession, putChallenge } from './sessions.ts'
import { askProof } from './srp-exchange.ts'

/** One challenge that was answered, as functions are told of it. */
export type Answered = {
  readonly challengeName: string
  readonly challengeResult: boolean
  readonly challengeMetadata: string | null
}

/** A step of the sign-in that functions decide about. */
interface Step {
  readonly user: User | undefined
  readonly username: string
  readonly answered: readonly Answered[]
  /** What the client has sent with this step: numbers of a password exchange. */
  readonly given: Given
}

/** Asks the pool's function what comes next, and does it. Fails as triggers do, and with NotAuthorizedException where it says so. */
export async function nextStep(request: SignInRequest, step: Step): Promise<SignInAnswer> {
  const { context, pool, client } = request
  const { user, username, answered } = step
  if (functionOf(pool, 'DefineAuthChallenge') === undefined)
    throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.')
  if (answered.length > challengesMax) throw wrongPassword()
  const answer =
    (await runTrigger(context, pool, 'DefineAuthChallenge', {
      source: 'DefineAuthChallenge_Authentication',
      userName: user?.username ?? username,
      clientId: client.id,
      request: { ...eventFacts(request, user), session: [...answered] },
      response: { challengeName: null, issueTokens: null, failAuthentication: null },
    })) ?? {}
  if (answer.failAuthentication === true) throw wrongPassword()
  if (answer.issueTokens === true) {
    if (!user) throw wrongPassword()
    return askSecondFactor(request, user)
  }
  switch (answer.challengeName) {
    case 'CUSTOM_CHALLENGE':
      return askCustom(request, step)
    case 'PASSWORD_VERIFIER':
      return askProof(request, user, step.given, username, { custom: true, answered: [...answered] })
    default:
      throw invalidResponse()
  }
}

/** What each of the three functions is told. */
function eventFacts({ pool, clientMetadata }: SignInRequest, user: User | undefined): JsonObject {
  return {
    userAttributes: user ? eventAttributes(pool, user) : {},
    ...(user ? {} : { userNotFound: true }),
    ...metadata(clientMetadata),
  }
}

async function askCustom(request: SignInRequest, { user, username, answered }: Step): Promise<SignInAnswer> {
  const { context, pool, client } = request
  const answer =
    (await runTrigger(context, pool, 'CreateAuthChallenge', {
      source: 'CreateAuthChallenge_Authentication',
      userName: user?.username ?? username,
      clientId: client.id,
      request: { ...eventFacts(request, user), challengeName: 'CUSTOM_CHALLENGE', session: [...answered] },
      response: {
        publicChallengeParameters: null,
        privateChallengeParameters: null,
        challengeMetadata: null,
      },
    })) ?? {}
  const shown = texts(answer.publicChallengeParameters)
  return putChallenge(request, {
    name: 'CUSTOM_CHALLENGE',
    userKey: user?.key ?? '',
    parameters: { USERNAME: user?.username ?? username, ...shown },
    state: {
      username,
      answered: [...answered],
      hidden: texts(answer.privateChallengeParameters),
      metadata: typeof answer.challengeMetadata === 'string' ? answer.challengeMetadata : null,
    },
  })
}

function texts(value: unknown): Record<string, string> {
  return isObject(value as JsonObject)
    ? Object.fromEntries(Object.entries(value as JsonObject).map(([name, one]) => [name, String(one)]))
    : {}
}

/** Has the pool's function judge an answer, and goes on. */
export async function answerCustom(
  request: SignInRequest,
  stored: Stored<Session>,
  user: User | undefined,
  given: Given,
): Promise<SignInAnswer> {
  const { context, pool, client } = request
  const challengeAnswer = need(given, 'ANSWER')
  await endSession(request, stored)
  const { state } = stored.value
  const username = user?.username ?? String(state.username)
  const answer = await runTrigger(context, pool, 'VerifyAuthChallengeResponse', {
    source: 'VerifyAuthChallengeResponse_Authentication',
    userName: username,
    clientId: client.id,
    request: {
      ...eventFacts(request, user),
      privateChallengeParameters: state.hidden ?? {},
      challengeAnswer,
    },
    response: { answerCorrect: null },
  })
  if (!answer) throw notAuthorized('Custom auth lambda trigger is not configured for the user pool.')
  if (typeof answer.answerCorrect !== 'boolean') throw invalidResponse()
  const answered: Answered[] = [
    ...((state.answered ?? []) as unknown as readonly Answered[]),
    {
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult: answer.answerCorrect,
      challengeMetadata: (state.metadata as string | null | undefined) ?? null,
    },
  ]
  return nextStep(request, { user, username, answered, given })
}
