import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  signUpTitle: 'Nice to meet you',
  signUpLead: 'It takes about a minute. You can change your details later.',
  signUpAction: 'Sign up',
  signInTitle: 'Welcome back',
  haveAccount: 'Already have an account?',
  noAccount: 'New here?',
  displayNameHint: 'The name people see on your topics and messages.',
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
  resetTitle: 'Set a new password',
  resetLead:
    'You will be signed out on all devices, and your calendar link stops working. If you use the link, create a new one.',
  reset: 'Set password',
  resetDone: 'Your new password is set. Sign in with it.',
};
