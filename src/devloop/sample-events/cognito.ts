/** Source: Amazon Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers". */
import { choice, type SampleEvent, type SampleSource, sampleId } from './types.ts'

const poolOptions = {
  user: choice('anna', 'the user'),
  pool: choice('example', 'the pool, behind the region'),
}

const attributes = (user: string) => ({
  sub: sampleId,
  email: `${user}@example.org`,
  email_verified: 'true',
  'cognito:user_status': 'CONFIRMED',
})

function cognito(
  name: string,
  triggerSource: string,
  about: string,
  facts: (user: string) => object,
): SampleEvent {
  return {
    name,
    about,
    options: poolOptions,
    make: (values) => ({
      version: '1',
      region: values.region,
      userPoolId: `${values.region}_${values.option('pool')}`,
      userName: values.option('user'),
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
      triggerSource,
      ...facts(values.option('user')),
    }),
  }
}

/** Triggers of user pools, and of Cognito Sync. */
export const cognitoSource: SampleSource = {
  name: 'cognito',
  title: 'Amazon Cognito',
  events: [
    cognito('pre-sign-up', 'PreSignUp_SignUp', 'before a user signs up', (user) => ({
      request: { userAttributes: { email: `${user}@example.org` }, validationData: null },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    })),
    cognito('post-confirmation', 'PostConfirmation_ConfirmSignUp', 'a user has confirmed', (user) => ({
      request: { userAttributes: attributes(user) },
      response: {},
    })),
    cognito('pre-authentication', 'PreAuthentication_Authentication', 'before a user signs in', (user) => ({
      request: { userAttributes: attributes(user), validationData: {}, userNotFound: false },
      response: {},
    })),
    cognito('post-authentication', 'PostAuthentication_Authentication', 'a user has signed in', (user) => ({
      request: { userAttributes: attributes(user), newDeviceUsed: true, clientMetadata: {} },
      response: {},
    })),
    cognito('pre-token-generation', 'TokenGeneration_Authentication', 'before tokens are made', (user) => ({
      request: {
        userAttributes: attributes(user),
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      },
      response: { claimsOverrideDetails: null },
    })),
    cognito('custom-message', 'CustomMessage_SignUp', 'a message to a user may be changed', (user) => ({
      request: {
        userAttributes: attributes(user),
        codeParameter: '{####}',
        linkParameter: '{##Click Here##}',
        usernameParameter: null,
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    })),
    cognito(
      'define-auth-challenge',
      'DefineAuthChallenge_Authentication',
      'which challenge comes next',
      (user) => ({
        request: { userAttributes: attributes(user), session: [], userNotFound: false },
        response: { challengeName: null, issueTokens: null, failAuthentication: null },
      }),
    ),
    cognito(
      'create-auth-challenge',
      'CreateAuthChallenge_Authentication',
      'a challenge is to be made',
      (user) => ({
        request: { userAttributes: attributes(user), challengeName: 'CUSTOM_CHALLENGE', session: [] },
        response: {
          publicChallengeParameters: null,
          privateChallengeParameters: null,
          challengeMetadata: null,
        },
      }),
    ),
    cognito(
      'verify-auth-challenge',
      'VerifyAuthChallengeResponse_Authentication',
      'an answer is to be judged',
      (user) => ({
        request: {
          userAttributes: attributes(user),
          privateChallengeParameters: { answer: '5' },
          challengeAnswer: '5',
        },
        response: { answerCorrect: null },
      }),
    ),
    cognito('user-migration', 'UserMigration_Authentication', 'an unknown user signs in', () => ({
      request: { password: 'correct-horse', validationData: null, userAttributes: null },
      response: {
        userAttributes: null,
        finalUserStatus: null,
        messageAction: null,
        desiredDeliveryMediums: null,
        forceAliasCreation: null,
      },
    })),
    {
      name: 'sync-trigger',
      about: 'a data set of Cognito Sync changes',
      make: (values) => ({
        version: 2,
        eventType: 'SyncTrigger',
        region: values.region,
        identityPoolId: `${values.region}:${sampleId}`,
        identityId: `${values.region}:${sampleId}`,
        datasetName: 'settings',
        datasetRecords: { theme: { oldValue: 'light', newValue: 'dark', op: 'replace' } },
      }),
    },
  ],
}
