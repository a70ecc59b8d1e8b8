import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  signUpTitle: 'Nice to meet you',
  signUpLead: 'It takes about a minute. You can change your details later.',
  signUpAction: 'Sign up',
  signInTitle: 'Welcome back',
  haveAccount: 'Already have an account?',
  noAccount: 'New here?',
  displayNameHint: 'The name people see on your topics and messages.',
  handleIsMade: 'You get a handle made from your name. You can change it later.',
  handleIs: (handle) => `Your handle is @${handle}. You can change it later.`,
  chooseHandle: 'Choose a handle',
  forgot: 'Forgot your password?',
  noReset: 'Forgot your password? Ask the people who run this server: it can’t send email.',
  farewell: 'Thank you for using Meshi',
  forgotTitle: 'Reset your password',
  forgotLead: 'We will email a link to the address you signed up with.',
  sendLink: 'Send link',
  linkSent: 'Check your email',
  linkSentHint:
    'If there is an account with this address, a link arrives shortly. If it does not, check your spam folder.',
  undoTitle: 'Undo the change of your email address',
  undoLead:
    'This brings your former email address back and signs out all devices. Your current password stops working, so set a new one afterwards.',
  undo: 'Undo the change',
  undoDone: 'Your former email address is back.',
  keepTitle: 'Keep your second factors',
  keepLead:
    'Operators were asked to remove your authenticator app, passkeys and recovery codes. If you did not ask for that, keep them.',
  keep: 'Keep them',
  keepDone: 'Nothing is removed. Somebody may know your password: set a new one.',
  resetTitle: 'Set a new password',
  resetLead:
    'You will be signed out on all devices, and your calendar link stops working. If you use the link, create a new one.',
  reset: 'Set password',
  resetDone: 'Your new password is set. Sign in with it.',
  companySignIn: (name) => `Sign in with ${name}`,
  companyTitle: 'Company sign-in',
  companyWaiting: 'Signing you in.',
  companyBack: 'Go on',
  otherSignIn: 'Sign in another way',
  providerTitle: (name) => `Sign in with ${name}`,
  providerSecondLead: (name) => `${name} has confirmed that it is you. Now confirm the second step.`,
  providerSignUpLead: (name, email) => `You sign up with ${email}, which ${name} has verified.`,
  providerNoPassword: (name) =>
    `You need no password: you sign in with ${name}. You can set one later under Sign-in and security.`,
  providerLinkLead: (name, email) =>
    `There is a Meshi account for ${email}. Sign in to it once as before. Then you can also sign in with ${name}.`,
  providerSignIn: 'Back to sign-in',
  providerLinked: (name) => `You can now sign in with ${name}.`,
  providerDone: {
    proof: () => 'You have confirmed that it is you',
    link: (name) => `${name} is linked`,
  },
  providerGoOn: {
    proof: () => 'Now repeat what you wanted to do.',
    link: (name) => `From now on you can also sign in with ${name}.`,
  },
  companyDone: {
    test: 'The test has worked',
    proof: 'You have confirmed that it is you',
    link: 'Your company account is linked',
  },
  companyGoOn: {
    test: 'Nothing was changed. This is what the identity provider says about you.',
    proof: 'Now repeat what you wanted to do.',
    link: 'From now on you can sign in with it.',
  },
  companySubject: 'ID at the provider',
  companyEmail: 'Email address',
  companyVerified: 'verified',
  companyUnverified: 'not verified',
  companyGroups: 'Groups',
  companyNone: 'none',
  companyProblems: {
    email_missing: 'The provider sends no email address. New people can’t sign in.',
    email_unverified:
      'The provider doesn’t say that the email address is verified. New people can’t sign in like this.',
    email_foreign: 'The email address is in none of the chosen domains. New people can’t sign in like this.',
  },
  companyLinkTitle: 'Is this account yours?',
  companyLinkLead: (email) =>
    `There is a Meshi account for ${email}. Confirm once that it is yours. Then you can sign in with your company account.`,
  companyLink: 'Link and sign in',
  companyMailCode: 'Email me a code instead',
  enterTitle: (name) => `Enter ${name}`,
  enterLead: 'This organisation asks you to sign in with your company account.',
  emergency: 'Emergency access',
  emergencyHint:
    'If the company sign-in doesn’t work: chosen owners can enter for an hour. All owners are informed by email.',
};
