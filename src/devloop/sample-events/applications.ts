/**
 * Services that ask functions to decide, answer or act for them. Sources: the guides of SES, AWS Config, CodePipeline, CloudFormation, Alexa, IoT, Lex V2, AppSync, Connect and Secrets Manager.
 */
import { cognitoSource } from './cognito.ts'
import { bridgeEvent } from './messages.ts'
import {
  arnOf,
  choice,
  instant,
  type SampleEvent,
  type SampleSource,
  type SampleValues,
  sampleId,
  second,
} from './types.ts'

function customResource(requestType: 'Create' | 'Update' | 'Delete'): SampleEvent {
  return {
    name: `${requestType.toLowerCase()}-request`,
    about: `a custom resource is to be ${requestType.toLowerCase()}d`,
    options: {
      'response-url': choice(
        'https://cloudformation-custom-resource-response.s3.amazonaws.com/example',
        'where to answer',
      ),
      'logical-id': choice('MyResource', 'its logical id'),
    },
    make: (values) => ({
      RequestType: requestType,
      ServiceToken: arnOf(values, 'lambda', 'function:custom-resource'),
      ResponseURL: values.option('response-url'),
      StackId: arnOf(values, 'cloudformation', `stack/example/${sampleId}`),
      RequestId: sampleId,
      LogicalResourceId: values.option('logical-id'),
      ResourceType: 'Custom::MyResource',
      ...(requestType === 'Create' ? {} : { PhysicalResourceId: 'my-resource-1' }),
      ResourceProperties: {
        ServiceToken: arnOf(values, 'lambda', 'function:custom-resource'),
        Size: 'large',
      },
      ...(requestType === 'Update'
        ? {
            OldResourceProperties: {
              ServiceToken: arnOf(values, 'lambda', 'function:custom-resource'),
              Size: 'small',
            },
          }
        : {}),
    }),
  }
}

function alexa(name: string, about: string, request: (values: SampleValues) => object): SampleEvent {
  return {
    name,
    about,
    make: (values) => ({
      version: '1.0',
      session: {
        new: true,
        sessionId: `amzn1.echo-api.session.${sampleId}`,
        application: { applicationId: `amzn1.ask.skill.${sampleId}` },
        attributes: {},
        user: { userId: 'amzn1.ask.account.EXAMPLE' },
      },
      context: {
        System: {
          application: { applicationId: `amzn1.ask.skill.${sampleId}` },
          user: { userId: 'amzn1.ask.account.EXAMPLE' },
          device: { deviceId: 'amzn1.ask.device.EXAMPLE', supportedInterfaces: {} },
          apiEndpoint: 'https://api.amazonalexa.com',
        },
      },
      request: {
        requestId: `amzn1.echo-api.request.${sampleId}`,
        timestamp: second(values),
        locale: 'en-US',
        ...request(values),
      },
    }),
  }
}

/** Cognito, SES, Config, CodePipeline, CloudFormation, Alexa, IoT, Lex, AppSync, Step Functions and more. */
export const applicationSources: readonly SampleSource[] = [
  cognitoSource,
  {
    name: 'stepfunctions',
    title: 'AWS Step Functions',
    events: [
      {
        name: 'error',
        about: 'what a state behind a Catch gets',
        options: { error: choice('States.TaskFailed', 'the error'), cause: choice('it broke', 'its cause') },
        make: (values) => ({ Error: values.option('error'), Cause: values.option('cause') }),
      },
      {
        name: 'task-token',
        about: 'the payload of a task that waits for a token (.waitForTaskToken)',
        options: { input: choice('{"order":17}', 'the input, JSON') },
        make: (values) => ({
          input: JSON.parse(values.option('input')) as unknown,
          token: 'AAAAKgAAAAIAAAAAAAAAAXexampleTaskToken',
        }),
      },
    ],
  },
  {
    name: 'cloudformation',
    title: 'AWS CloudFormation',
    events: [
      customResource('Create'),
      customResource('Update'),
      customResource('Delete'),
      {
        name: 'macro',
        about: 'a template that a macro is to change',
        make: (values) => ({
          region: values.region,
          accountId: values.account,
          fragment: { Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } },
          transformId: `${values.account}::Example`,
          params: {},
          requestId: sampleId,
          templateParameterValues: {},
        }),
      },
    ],
  },
  {
    name: 'ses',
    title: 'Amazon SES',
    events: [
      {
        name: 'receipt',
        about: 'a mail has come in',
        options: {
          from: choice('anna@example.org', 'the sender'),
          to: choice('shop@example.com', 'the recipient'),
        },
        make: (values) => ({
          Records: [
            {
              eventSource: 'aws:ses',
              eventVersion: '1.0',
              ses: {
                mail: {
                  timestamp: instant(values),
                  source: values.option('from'),
                  messageId: 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1',
                  destination: [values.option('to')],
                  headersTruncated: false,
                  headers: [
                    { name: 'From', value: values.option('from') },
                    { name: 'To', value: values.option('to') },
                    { name: 'Subject', value: 'Hello' },
                  ],
                  commonHeaders: {
                    returnPath: values.option('from'),
                    from: [values.option('from')],
                    date: new Date(values.nowMs).toUTCString(),
                    to: [values.option('to')],
                    messageId: '<0123456789example.com>',
                    subject: 'Hello',
                  },
                },
                receipt: {
                  timestamp: instant(values),
                  processingTimeMillis: 574,
                  recipients: [values.option('to')],
                  spamVerdict: { status: 'PASS' },
                  virusVerdict: { status: 'PASS' },
                  spfVerdict: { status: 'PASS' },
                  dkimVerdict: { status: 'PASS' },
                  dmarcVerdict: { status: 'PASS' },
                  action: {
                    type: 'Lambda',
                    functionArn: arnOf(values, 'lambda', 'function:mail'),
                    invocationType: 'Event',
                  },
                },
              },
            },
          ],
        }),
      },
    ],
  },
  {
    name: 'config',
    title: 'AWS Config',
    events: [
      {
        name: 'item-change',
        about: 'a resource that a rule judges has changed',
        options: { bucket: choice('example-bucket', 'the bucket that has changed') },
        make: (values) => ({
          version: '1.0',
          invokingEvent: JSON.stringify({
            configurationItem: {
              configurationItemCaptureTime: instant(values),
              awsAccountId: values.account,
              configurationItemStatus: 'ResourceDiscovered',
              resourceId: values.option('bucket'),
              resourceName: values.option('bucket'),
              resourceType: 'AWS::S3::Bucket',
              ARN: `arn:aws:s3:::${values.option('bucket')}`,
              awsRegion: values.region,
              configuration: {},
              relationships: [],
              tags: {},
            },
            messageType: 'ConfigurationItemChangeNotification',
          }),
          ruleParameters: '{}',
          resultToken: 'exampleResultToken',
          eventLeftScope: false,
          executionRoleArn: `arn:aws:iam::${values.account}:role/config-role`,
          configRuleArn: arnOf(values, 'config', 'config-rule/config-rule-0123456'),
          configRuleName: 'example-rule',
          configRuleId: 'config-rule-0123456',
          accountId: values.account,
        }),
      },
      {
        name: 'periodic',
        about: 'a rule is judged by the clock',
        make: (values) => ({
          version: '1.0',
          invokingEvent: JSON.stringify({
            awsAccountId: values.account,
            notificationCreationTime: instant(values),
            messageType: 'ScheduledNotification',
            recordVersion: '1.0',
          }),
          ruleParameters: '{}',
          resultToken: 'exampleResultToken',
          eventLeftScope: false,
          executionRoleArn: `arn:aws:iam::${values.account}:role/config-role`,
          configRuleArn: arnOf(values, 'config', 'config-rule/config-rule-0123456'),
          configRuleName: 'example-rule',
          configRuleId: 'config-rule-0123456',
          accountId: values.account,
        }),
      },
    ],
  },
  {
    name: 'codepipeline',
    title: 'AWS CodePipeline',
    events: [
      {
        name: 'job',
        about: 'an action of a pipeline that a function carries out',
        options: { parameters: choice('', 'UserParameters of the action') },
        make: (values) => ({
          'CodePipeline.job': {
            id: sampleId,
            accountId: values.account,
            data: {
              actionConfiguration: {
                configuration: { FunctionName: 'example', UserParameters: values.option('parameters') },
              },
              inputArtifacts: [
                {
                  name: 'SourceArtifact',
                  revision: null,
                  location: {
                    type: 'S3',
                    s3Location: {
                      bucketName: `codepipeline-${values.region}-123456789012`,
                      objectKey: 'example/Source/abc.zip',
                    },
                  },
                },
              ],
              outputArtifacts: [],
              artifactCredentials: {
                accessKeyId: 'ASIAEXAMPLE',
                secretAccessKey: 'example',
                sessionToken: 'example',
              },
              continuationToken: 'example',
            },
          },
        }),
      },
    ],
  },
  {
    name: 'codecommit',
    title: 'AWS CodeCommit',
    events: [
      {
        name: 'push',
        about: 'a branch of a repository has moved',
        options: { repository: choice('example', 'the repository'), branch: choice('main', 'the branch') },
        make: (values) => ({
          Records: [
            {
              awsRegion: values.region,
              codecommit: {
                references: [
                  {
                    commit: '5c4ef1049f1d27deadbeeff313e0730018be182b',
                    ref: `refs/heads/${values.option('branch')}`,
                  },
                ],
              },
              customData: '',
              eventId: sampleId,
              eventName: 'ReferenceChanges',
              eventPartNumber: 1,
              eventSource: 'aws:codecommit',
              eventSourceARN: arnOf(values, 'codecommit', values.option('repository')),
              eventTime: instant(values).replace('Z', '+0000'),
              eventTotalParts: 1,
              eventTriggerConfigId: sampleId,
              eventTriggerName: 'on-push',
              eventVersion: '1.0',
              userIdentityARN: `arn:aws:iam::${values.account}:user/anna`,
            },
          ],
        }),
      },
    ],
  },
  {
    name: 'alexa',
    title: 'Alexa',
    events: [
      alexa('launch-request', 'a skill is opened', () => ({ type: 'LaunchRequest' })),
      alexa('intent-request', 'a person wants something of a skill', () => ({
        type: 'IntentRequest',
        intent: {
          name: 'GetOrder',
          confirmationStatus: 'NONE',
          slots: { Number: { name: 'Number', value: '17', confirmationStatus: 'NONE' } },
        },
        dialogState: 'COMPLETED',
      })),
      alexa('session-ended-request', 'a conversation is over', () => ({
        type: 'SessionEndedRequest',
        reason: 'USER_INITIATED',
      })),
      {
        name: 'smart-home',
        about: 'a device is to be turned on',
        make: () => ({
          directive: {
            header: {
              namespace: 'Alexa.PowerController',
              name: 'TurnOn',
              payloadVersion: '3',
              messageId: sampleId,
              correlationToken: 'example',
            },
            endpoint: {
              scope: { type: 'BearerToken', token: 'access-token-from-skill' },
              endpointId: 'endpoint-001',
              cookie: {},
            },
            payload: {},
          },
        }),
      },
    ],
  },
  {
    name: 'iot',
    title: 'AWS IoT',
    events: [
      {
        name: 'rule',
        about: 'a message that a rule of AWS IoT hands on: what its SQL selects',
        options: { payload: choice('{"device":"lamp-1","temperature":21.5}', 'the selected document, JSON') },
        make: (values) => JSON.parse(values.option('payload')) as unknown,
      },
      {
        name: 'button',
        about: 'a click on an IoT button',
        options: { click: choice('SINGLE', 'SINGLE, DOUBLE or LONG') },
        make: (values) => ({
          serialNumber: 'G030JF055364XVRB',
          batteryVoltage: '2000mV',
          clickType: values.option('click'),
        }),
      },
    ],
  },
  {
    name: 'lex',
    title: 'Amazon Lex',
    events: [
      {
        name: 'v2',
        about: 'an intent of a bot is to be fulfilled',
        options: {
          intent: choice('OrderFlowers', 'the intent'),
          text: choice('I want roses', 'what was said'),
        },
        make: (values) => ({
          messageVersion: '1.0',
          invocationSource: 'FulfillmentCodeHook',
          inputMode: 'Text',
          responseContentType: 'text/plain; charset=utf-8',
          sessionId: '1234567890',
          inputTranscript: values.option('text'),
          bot: {
            id: 'BOTID12345',
            name: 'Shop',
            localeId: 'en_US',
            version: 'DRAFT',
            aliasId: 'TSTALIASID',
            aliasName: 'TestBotAlias',
          },
          interpretations: [
            {
              intent: {
                name: values.option('intent'),
                slots: {
                  FlowerType: {
                    shape: 'Scalar',
                    value: { originalValue: 'roses', interpretedValue: 'roses', resolvedValues: ['roses'] },
                  },
                },
                state: 'ReadyForFulfillment',
                confirmationState: 'Confirmed',
              },
              interpretationSource: 'Lex',
              nluConfidence: 0.95,
            },
          ],
          proposedNextState: null,
          requestAttributes: {},
          sessionState: {
            activeContexts: [],
            sessionAttributes: {},
            intent: {
              name: values.option('intent'),
              slots: {
                FlowerType: {
                  shape: 'Scalar',
                  value: { originalValue: 'roses', interpretedValue: 'roses', resolvedValues: ['roses'] },
                },
              },
              state: 'ReadyForFulfillment',
              confirmationState: 'Confirmed',
            },
            originatingRequestId: sampleId,
          },
          transcriptions: [
            { transcription: values.option('text'), transcriptionConfidence: 1, resolvedSlots: {} },
          ],
        }),
      },
    ],
  },
  {
    name: 'appsync',
    title: 'AWS AppSync',
    events: [
      {
        name: 'resolver',
        about: 'a field that a function resolves',
        options: { type: choice('Query', 'the type'), field: choice('getOrder', 'the field') },
        make: (values) => ({
          arguments: { id: '17' },
          identity: null,
          source: null,
          request: {
            headers: {
              host: `example.appsync-api.${values.region}.amazonaws.com`,
              'content-type': 'application/json',
            },
            domainName: null,
          },
          prev: null,
          info: {
            selectionSetList: ['id', 'name'],
            selectionSetGraphQL: '{\n  id\n  name\n}',
            parentTypeName: values.option('type'),
            fieldName: values.option('field'),
            variables: {},
          },
          stash: {},
        }),
      },
      {
        name: 'authorizer',
        about: 'a question to an authorizer of a GraphQL API',
        options: { token: choice('example-token', 'what the caller shows') },
        make: (values) => ({
          authorizationToken: values.option('token'),
          requestContext: {
            apiId: 'abcdef1234',
            accountId: values.account,
            requestId: sampleId,
            queryString: 'query { getOrder(id: 17) { id } }',
            operationName: null,
            variables: {},
          },
          requestHeaders: { host: `example.appsync-api.${values.region}.amazonaws.com` },
        }),
      },
    ],
  },
  {
    name: 'secretsmanager',
    title: 'AWS Secrets Manager',
    events: [
      {
        name: 'rotate',
        about: 'a step of the rotation of a secret',
        options: {
          secret: choice('example', 'the secret'),
          step: choice('createSecret', 'createSecret, setSecret, testSecret or finishSecret'),
        },
        make: (values) => ({
          SecretId: arnOf(values, 'secretsmanager', `secret:${values.option('secret')}-AbCdEf`),
          ClientRequestToken: sampleId,
          Step: values.option('step'),
        }),
      },
    ],
  },
  {
    name: 'connect',
    title: 'Amazon Connect',
    events: [
      {
        name: 'contact-flow',
        about: 'a contact flow asks a function',
        make: (values) => ({
          Details: {
            ContactData: {
              Attributes: {},
              Channel: 'VOICE',
              ContactId: sampleId,
              CustomerEndpoint: { Address: '+12065550100', Type: 'TELEPHONE_NUMBER' },
              InitialContactId: sampleId,
              InitiationMethod: 'INBOUND',
              InstanceARN: arnOf(values, 'connect', `instance/${sampleId}`),
              PreviousContactId: sampleId,
              Queue: null,
              SystemEndpoint: { Address: '+12065550101', Type: 'TELEPHONE_NUMBER' },
            },
            Parameters: { order: '17' },
          },
          Name: 'ContactFlowEvent',
        }),
      },
    ],
  },
  {
    name: 'rds',
    title: 'Amazon RDS',
    events: [
      {
        name: 'instance-event',
        about: 'a database instance tells of itself, by EventBridge',
        options: { instance: choice('example-db', 'the instance') },
        make: (values) =>
          bridgeEvent(values, {
            source: 'aws.rds',
            detailType: 'RDS DB Instance Event',
            resources: [arnOf(values, 'rds', `db:${values.option('instance')}`)],
            detail: {
              EventCategories: ['failover'],
              SourceType: 'DB_INSTANCE',
              SourceArn: arnOf(values, 'rds', `db:${values.option('instance')}`),
              Date: instant(values),
              Message: 'A Multi-AZ failover has completed.',
              SourceIdentifier: values.option('instance'),
              EventID: 'RDS-EVENT-0049',
            },
          }),
      },
    ],
  },
]
