/** Users: signing up, being administered, changing themselves. Source: API Reference of the operations named. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, password, refused } from './support.ts'

const server = testServer()

describe('users of a pool', () => {
  let account: Account
  let pool: string
  let client: string

  before(async () => {
    account = new Account(server)
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'people',
      AutoVerifiedAttributes: ['email'],
      Schema: [{ Name: 'plan', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '8' } }],
    })
    pool = UserPool?.Id ?? ''
    client = await account.client(pool, { PreventUserExistenceErrors: 'LEGACY' })
  })

  const signUp = (Username: string, attributes: Record<string, string> = {}, Password = password) =>
    account.browser.signUp({
      ClientId: client,
      Username,
      Password,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })

  it('sign up, and confirm by the code of a message', async () => {
    const answer = await signUp('ann', { email: 'ann@example.com' })
    assert.deepEqual(
      [answer.UserConfirmed, answer.CodeDeliveryDetails],
      [false, { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' }],
    )
    assert.match(answer.UserSub ?? '', /^[0-9a-f-]{36}$/)
    await refused(account.signIn(client, 'ann'), 'UserNotConfirmedException', 'User is not confirmed.')
    await refused(signUp('ann'), 'UsernameExistsException', 'User already exists')
    const confirm = (ConfirmationCode: string) =>
      account.browser.confirmSignUp({ ClientId: client, Username: 'ann', ConfirmationCode })
    const [first] = await account.messages(pool)
    assert.deepEqual(
      [first?.source, first?.subject, first?.body],
      ['SignUp', 'Your verification code', `Your verification code is ${first?.code}.`],
    )
    await account.browser.resendConfirmationCode({ ClientId: client, Username: 'ann' })
    const code = await account.lastCode(pool)
    const wrong = code === '000000' ? '111111' : '000000'
    await refused(
      confirm(wrong),
      'CodeMismatchException',
      'Invalid verification code provided, please try again.',
    )
    await confirm(code)
    await refused(
      confirm(code),
      'NotAuthorizedException',
      'User cannot be confirmed. Current status is CONFIRMED',
    )
    await refused(
      account.browser.resendConfirmationCode({ ClientId: client, Username: 'ann' }),
      'InvalidParameterException',
      'User is already confirmed.',
    )
    const { AuthenticationResult } = await account.signIn(client, 'ann')
    const me = await account.browser.getUser({ AccessToken: AuthenticationResult?.AccessToken })
    assert.deepEqual(me.UserAttributes, [
      { Name: 'sub', Value: answer.UserSub },
      { Name: 'email', Value: 'ann@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ])
  })

  it("are refused for their passwords and attributes, in AWS's words", async () => {
    const words = 'Password did not conform with policy: '
    for (const [given, reason] of [
      ['Sh0rt!', 'Password not long enough'],
      ['passw0rd!', 'Password must have uppercase characters'],
      ['PASSW0RD!', 'Password must have lowercase characters'],
      ['Password!', 'Password must have numeric characters'],
      ['Passw0rd1', 'Password must have symbol characters'],
    ] as const)
      await refused(signUp('x', {}, given), 'InvalidPasswordException', `${words}${reason}`)
    await refused(
      signUp('x', { 'custom:none': '1' }),
      'InvalidParameterException',
      'Attributes did not conform to the schema: Type for attribute {custom:none} could not be determined',
    )
    await refused(
      signUp('x', { 'custom:plan': 'too long for it' }),
      'InvalidParameterException',
      /^Attributes did not conform to the schema: custom:plan: /,
    )
    await refused(
      signUp('x', { email: 'nonsense' }),
      'InvalidParameterException',
      'Invalid email address format.',
    )
    await refused(
      signUp('x', { phone_number: '123' }),
      'InvalidParameterException',
      'Invalid phone number format.',
    )
    await refused(
      signUp('x', { email_verified: 'true' }),
      'NotAuthorizedException',
      'A client attempted to write unauthorized attribute',
    )
    await refused(
      signUp('a b'),
      'InvalidParameterException',
      /^1 validation error detected: Value 'a b' at 'username' failed to satisfy constraint/,
    )
    await refused(
      account.cognito.adminSetUserPassword({ UserPoolId: pool, Username: 'ann', Password: 'white space' }),
      'InvalidParameterException',
      /^1 validation error detected: Value at 'password' failed to satisfy constraint/,
    )
    await refused(
      account.cognito.describeUserPool({ UserPoolId: 'us-east-1_nosuch' }),
      'ResourceNotFoundException',
      'User pool us-east-1_nosuch does not exist.',
    )
  })

  it('forget their passwords, and get others by a code', async () => {
    await account.user(pool, 'bob', { email: 'bob@example.com', email_verified: 'true' })
    const { CodeDeliveryDetails } = await account.browser.forgotPassword({
      ClientId: client,
      Username: 'bob',
    })
    assert.equal(CodeDeliveryDetails?.Destination, 'b***@e***')
    const confirm = (ConfirmationCode: string, Password: string) =>
      account.browser.confirmForgotPassword({ ClientId: client, Username: 'bob', ConfirmationCode, Password })
    const code = await account.lastCode(pool)
    await refused(confirm(code, 'weakweak'), 'InvalidPasswordException')
    await confirm(code, 'Fresh0ne!')
    await refused(
      confirm(code, 'Fresh0ne!'),
      'ExpiredCodeException',
      'Invalid code provided, please request a code again.',
    )
    await refused(account.signIn(client, 'bob'), 'NotAuthorizedException')
    const { AuthenticationResult } = await account.signIn(client, 'bob', 'Fresh0ne!')
    const AccessToken = AuthenticationResult?.AccessToken
    await refused(
      account.browser.changePassword({
        AccessToken,
        PreviousPassword: 'Wr0ngone!',
        ProposedPassword: password,
      }),
      'NotAuthorizedException',
      'Incorrect username or password.',
    )
    await account.browser.changePassword({
      AccessToken,
      PreviousPassword: 'Fresh0ne!',
      ProposedPassword: password,
    })
    assert.ok((await account.signIn(client, 'bob')).AuthenticationResult)
    await account.user(pool, 'nomail')
    await refused(
      account.browser.forgotPassword({ ClientId: client, Username: 'nomail' }),
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
    await refused(
      account.browser.forgotPassword({ ClientId: client, Username: 'nobody' }),
      'UserNotFoundException',
      'Username/client id combination not found.',
    )
    const hiding = await account.client(pool)
    const simulated = await account.browser.forgotPassword({ ClientId: hiding, Username: 'nobody' })
    assert.equal(simulated.CodeDeliveryDetails?.DeliveryMedium, 'EMAIL')
  })

  it('change themselves, verify what is new, and leave', async () => {
    await account.user(pool, 'cid', { email: 'cid@example.com', email_verified: 'true' })
    const { AuthenticationResult } = await account.signIn(client, 'cid')
    const AccessToken = AuthenticationResult?.AccessToken
    const update = (Name: string, Value: string) =>
      account.browser.updateUserAttributes({ AccessToken, UserAttributes: [{ Name, Value }] })
    await update('custom:plan', 'gold')
    const { CodeDeliveryDetailsList } = await update('email', 'new@example.org')
    assert.deepEqual(CodeDeliveryDetailsList, [
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' },
    ])
    const held = async (name: string) =>
      (await account.browser.getUser({ AccessToken })).UserAttributes?.find(({ Name }) => Name === name)
        ?.Value
    assert.deepEqual([await held('email'), await held('email_verified')], ['new@example.org', 'false'])
    await account.browser.verifyUserAttribute({
      AccessToken,
      AttributeName: 'email',
      Code: await account.lastCode(pool),
    })
    assert.equal(await held('email_verified'), 'true')
    await account.browser.deleteUserAttributes({ AccessToken, UserAttributeNames: ['custom:plan'] })
    assert.equal(await held('custom:plan'), undefined)
    await refused(
      update('sub', 'other'),
      'InvalidParameterException',
      'Cannot modify the non-mutable attribute sub',
    )
    await account.browser.deleteUser({ AccessToken })
    await refused(account.browser.getUser({ AccessToken }), 'UserNotFoundException', 'User does not exist.')
    await refused(
      account.browser.getUser({ AccessToken: 'nonsense' }),
      'NotAuthorizedException',
      'Invalid Access Token',
    )
  })

  it('keep an old address until the new one is verified, where the pool says so', async () => {
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'careful',
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    })
    const careful = UserPool?.Id ?? ''
    const app = await account.client(careful)
    await account.user(careful, 'dan', { email: 'old@example.com', email_verified: 'true' })
    const { AuthenticationResult } = await account.signIn(app, 'dan')
    const AccessToken = AuthenticationResult?.AccessToken
    await account.browser.updateUserAttributes({
      AccessToken,
      UserAttributes: [{ Name: 'email', Value: 'new@example.com' }],
    })
    const mail = async () =>
      (await account.browser.getUser({ AccessToken })).UserAttributes?.filter(
        ({ Name }) => Name !== 'sub',
      ).map(({ Value }) => Value)
    assert.deepEqual(await mail(), ['old@example.com', 'true'])
    await account.browser.verifyUserAttribute({
      AccessToken,
      AttributeName: 'email',
      Code: await account.lastCode(careful),
    })
    assert.deepEqual(await mail(), ['new@example.com', 'true'])
  })

  it('are listed, page by page and by filters', async () => {
    const { UserPool } = await account.cognito.createUserPool({ PoolName: 'many' })
    const many = UserPool?.Id ?? ''
    for (const name of ['ada', 'bea', 'cia', 'dea'])
      await account.user(many, name, {
        email: `${name}@example.${name < 'c' ? 'com' : 'org'}`,
        name: name.toUpperCase(),
      })
    await account.cognito.adminDisableUser({ UserPoolId: many, Username: 'dea' })
    const names = async (Filter: string) =>
      (await account.cognito.listUsers({ UserPoolId: many, Filter })).Users?.map(({ Username }) => Username)
    assert.deepEqual(await names('username ^= "a"'), ['ada'])
    assert.deepEqual(await names('name = "BEA"'), ['bea'])
    assert.deepEqual(await names('email="cia@example.org"'), ['cia'])
    assert.deepEqual(await names('status = "disabled"'), ['dea'])
    assert.deepEqual(await names('cognito:user_status = "CONFIRMED"'), ['ada', 'bea', 'cia', 'dea'])
    assert.deepEqual(await names(''), ['ada', 'bea', 'cia', 'dea'])
    await refused(names('email = cia'), 'InvalidParameterException', 'Error while parsing filter.')
    await refused(names('gender = "f"'), 'InvalidParameterException', /^Error while parsing filter/)
    for (const Filter of [undefined, 'cognito:user_status = "CONFIRMED"']) {
      const seen: (string | undefined)[] = []
      let PaginationToken: string | undefined
      do {
        const page = await account.cognito.listUsers({
          UserPoolId: many,
          Limit: 3,
          Filter,
          PaginationToken,
          AttributesToGet: ['name'],
        })
        seen.push(...(page.Users ?? []).flatMap(({ Attributes }) => Attributes?.map(({ Value }) => Value)))
        PaginationToken = page.PaginationToken
      } while (PaginationToken !== undefined)
      assert.deepEqual(seen, ['ADA', 'BEA', 'CIA', 'DEA'])
    }
  })

  it('are in groups', async () => {
    const { cognito } = account
    const { Group } = await cognito.createGroup({
      UserPoolId: pool,
      GroupName: 'staff',
      Description: 'who works here',
    })
    assert.deepEqual(
      [Group?.GroupName, Group?.Description, Group?.Precedence],
      ['staff', 'who works here', undefined],
    )
    await refused(
      cognito.createGroup({ UserPoolId: pool, GroupName: 'staff' }),
      'GroupExistsException',
      'A group with the name already exists.',
    )
    await account.user(pool, 'gus')
    const member = { UserPoolId: pool, Username: 'gus', GroupName: 'staff' }
    await cognito.adminAddUserToGroup(member)
    await cognito.adminAddUserToGroup(member)
    const { Users } = await cognito.listUsersInGroup({ UserPoolId: pool, GroupName: 'staff' })
    assert.deepEqual(
      Users?.map(({ Username }) => Username),
      ['gus'],
    )
    await cognito.adminRemoveUserFromGroup(member)
    assert.deepEqual((await cognito.adminListGroupsForUser({ UserPoolId: pool, Username: 'gus' })).Groups, [])
    await cognito.adminAddUserToGroup(member)
    await cognito.adminDeleteUser({ UserPoolId: pool, Username: 'gus' })
    assert.deepEqual((await cognito.listUsersInGroup({ UserPoolId: pool, GroupName: 'staff' })).Users, [])
    await cognito.deleteGroup({ UserPoolId: pool, GroupName: 'staff' })
    await refused(
      cognito.getGroup({ UserPoolId: pool, GroupName: 'staff' }),
      'ResourceNotFoundException',
      'Group not found.',
    )
    await refused(cognito.adminAddUserToGroup(member), 'UserNotFoundException', 'User does not exist.')
  })

  it('are named by e-mail addresses, where these are usernames', async () => {
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'mail',
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
    })
    const mail = UserPool?.Id ?? ''
    const app = await account.client(mail)
    const join = (Username: string) => account.browser.signUp({ ClientId: app, Username, Password: password })
    await refused(join('ann'), 'InvalidParameterException', 'Username should be an email.')
    const { UserSub } = await join('Ann@example.com')
    await refused(
      join('ann@Example.com'),
      'UsernameExistsException',
      'An account with the given email already exists.',
    )
    await account.cognito.adminConfirmSignUp({ UserPoolId: mail, Username: 'ann@example.com' })
    const found = await account.cognito.adminGetUser({ UserPoolId: mail, Username: 'ANN@example.com' })
    assert.equal(found.Username, UserSub)
    assert.ok((await account.signIn(app, 'ann@example.com')).AuthenticationResult)
    await refused(
      account.cognito.adminCreateUser({
        UserPoolId: mail,
        Username: 'ann@example.com',
        MessageAction: 'SUPPRESS',
      }),
      'UsernameExistsException',
      'User account already exists',
    )
  })

  it('have aliases once these are verified, one user each', async () => {
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'aliases',
      AliasAttributes: ['email', 'preferred_username'],
      AutoVerifiedAttributes: ['email'],
    })
    const aliased = UserPool?.Id ?? ''
    const app = await account.client(aliased)
    const join = async (Username: string) => {
      const UserAttributes = [{ Name: 'email', Value: 'same@example.com' }]
      await account.browser.signUp({ ClientId: app, Username, Password: password, UserAttributes })
      return account.lastCode(aliased)
    }
    await refused(
      join('a@example.com'),
      'InvalidParameterException',
      'Username cannot be of email format, since user pool is configured for email alias.',
    )
    const first = await join('one')
    const second = await join('two')
    const confirm = (Username: string, ConfirmationCode: string, ForceAliasCreation = false) =>
      account.browser.confirmSignUp({ ClientId: app, Username, ConfirmationCode, ForceAliasCreation })
    await confirm('one', first)
    await refused(
      confirm('two', second),
      'AliasExistsException',
      'An account with the given email already exists.',
    )
    assert.equal(
      (await account.cognito.adminGetUser({ UserPoolId: aliased, Username: 'same@example.com' })).Username,
      'one',
    )
    await confirm('two', second, true)
    assert.equal(
      (await account.cognito.adminGetUser({ UserPoolId: aliased, Username: 'same@example.com' })).Username,
      'two',
    )
    const loser = await account.cognito.adminGetUser({ UserPoolId: aliased, Username: 'one' })
    assert.equal(loser.UserAttributes?.find(({ Name }) => Name === 'email_verified')?.Value, 'false')
  })

  it('that claim one name at once: one of them gets it', async () => {
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'race',
      UsernameAttributes: ['email', 'phone_number'],
    })
    const race = UserPool?.Id ?? ''
    const app = await account.client(race)
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        account.browser.signUp({ ClientId: app, Username: 'same@example.com', Password: password }),
      ),
    )
    assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const attempt of attempts)
      if (attempt.status === 'rejected')
        assert.equal((attempt.reason as Error).name, 'UsernameExistsException')
    assert.equal((await account.cognito.listUsers({ UserPoolId: race })).Users?.length, 1)
  })

  it('whom administrators make: invited, and again', async () => {
    const { User } = await account.cognito.adminCreateUser({
      UserPoolId: pool,
      Username: 'hal',
      DesiredDeliveryMediums: ['EMAIL'],
      UserAttributes: [{ Name: 'email', Value: 'hal@example.com' }],
    })
    assert.deepEqual([User?.UserStatus, User?.Enabled], ['FORCE_CHANGE_PASSWORD', true])
    const [invitation] = await account.messages(pool)
    assert.equal(
      invitation?.body,
      `Your username is hal and temporary password is ${invitation?.temporaryPassword}.`,
    )
    await account.cognito.adminCreateUser({
      UserPoolId: pool,
      Username: 'hal',
      MessageAction: 'RESEND',
      DesiredDeliveryMediums: ['EMAIL'],
    })
    const [again] = await account.messages(pool)
    assert.notEqual(again?.temporaryPassword, invitation?.temporaryPassword)
    const { ChallengeName } = await account.signIn(client, 'hal', again?.temporaryPassword)
    assert.equal(ChallengeName, 'NEW_PASSWORD_REQUIRED')
    await refused(
      account.browser.forgotPassword({ ClientId: client, Username: 'hal' }),
      'NotAuthorizedException',
      'User password cannot be reset in the current state.',
    )
    await refused(
      account.cognito.adminCreateUser({ UserPoolId: pool, Username: 'hal', MessageAction: 'SUPPRESS' }),
      'UsernameExistsException',
      'User account already exists',
    )
  })
})
