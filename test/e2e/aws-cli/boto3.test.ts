/** The same through boto3, where Python has it. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { testServer } from '../../support/server.ts'

const run = promisify(execFile)
const server = testServer()

const program = `
import json, sys, time, boto3
from botocore.config import Config
session = boto3.Session('111122224444', 'secret', region_name='eu-west-1')
def client(name):
    return session.client(name, endpoint_url=sys.argv[1], config=Config(retries={'total_max_attempts': 1}))

ssm, iam, logs = client('ssm'), client('iam'), client('logs')
seen = {'account': client('sts').get_caller_identity()['Account']}

ssm.put_parameter(Name='/b/p', Value='v', Type='SecureString')
seen['parameter'] = ssm.get_parameter(Name='/b/p', WithDecryption=True)['Parameter']['Value']
ssm.delete_parameter(Name='/b/p')
try:
    ssm.get_parameter(Name='/b/p')
except ssm.exceptions.ParameterNotFound as error:
    seen['refused'] = str(error)

iam.create_user(UserName='anna', Path='/staff/')
seen['users'] = [user['Arn'] for page in iam.get_paginator('list_users').paginate() for user in page['Users']]
iam.delete_user(UserName='anna')

logs.create_log_group(logGroupName='g')
seen['groups'] = [group['logGroupName'] for group in logs.describe_log_groups()['logGroups']]
logs.create_log_stream(logGroupName='g', logStreamName='s')
arn = logs.describe_log_groups()['logGroups'][0]['logGroupArn']
for event in logs.start_live_tail(logGroupIdentifiers=[arn])['responseStream']:
    if 'sessionStart' in event:
        line = {'timestamp': int(time.time() * 1000), 'message': 'live'}
        logs.put_log_events(logGroupName='g', logStreamName='s', logEvents=[line])
    elif event['sessionUpdate']['sessionResults']:
        seen['tail'] = [result['message'] for result in event['sessionUpdate']['sessionResults']]
        break
logs.delete_log_group(logGroupName='g')
seen['left'] = [iam.list_users()['Users'], logs.describe_log_groups()['logGroups']]
print(json.dumps(seen))
`

describe('boto3', () => {
  it('makes, reads and deletes', async (test) => {
    const found = await run('python3', ['-c', 'import boto3']).then(
      () => true,
      () => false,
    )
    if (!found) return test.skip('SKIPPED: python3 has no boto3 here; `pip install boto3` brings it')
    const { stdout } = await run('python3', ['-W', 'ignore', '-c', program, server.endpoint], {
      // As `lambent env` sets it: Live Tail's label before the host name leads nowhere here.
      env: { ...process.env, AWS_DISABLE_HOST_PREFIX_INJECTION: 'true' },
    })
    assert.deepEqual(JSON.parse(stdout), {
      account: '111122224444',
      parameter: 'v',
      refused: 'An error occurred (ParameterNotFound) when calling the GetParameter operation: ',
      users: ['arn:aws:iam::111122224444:user/staff/anna'],
      groups: ['g'],
      tail: ['live'],
      left: [[], []],
    })
  })
})
