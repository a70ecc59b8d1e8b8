import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  signUpTitle: 'Nice to meet you',
  signUpLead: 'It takes about a minute. You can change everything later.',
  signUpAction: 'Sign up',
  signInTitle: 'Welcome back',
  haveAccount: 'Already have an account?',
  noAccount: 'New here?',
  displayNameHint: 'The name people see on your topics and messages.',
  forgot: 'Forgot your password?',
  forgotTitle: 'Reset your password',
  forgotLead: 'We will email a link to the address you signed up with.',
  sendLink: 'Send link',
  linkSent: 'Check your email',
  linkSentHint:
    'If there is an account with this address, a link arrives shortly. If it does not, check your spam folder.',
  resetTitle: 'Set a new password',
  resetLead: 'You will be signed out on all devices.',
  reset: 'Set password',
  resetDone: 'Your new password is set. Sign in with it.',
};
