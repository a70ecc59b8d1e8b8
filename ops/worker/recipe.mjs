/**
 * How the mediasoup worker is built where its prebuilt binary cannot be downloaded: from the sources in the npm package
 * and the system's libraries, with no other download. The hash of this folder is part of the cache's key, so any change
 * here leads to a new build.
 */

/** What Debian and Ubuntu must have installed for the build. */
export const debianPackages = [
  'libsrtp2-dev',
  'libabsl-dev',
  'libuv1-dev',
  'libssl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
  'ninja-build',
  'pkg-config',
  'g++',
  'python3',
];

/** The oldest meson that the worker's build files accept. */
export const mesonMinimum = [1, 1];

/** `-Db_ndebug=true` is what mediasoup's own release build passes; `nodownload` makes a missing stand-in an error at once. */
export const mesonOptions = ['--buildtype', 'release', '-Db_ndebug=true', '--wrap-mode=nodownload'];

/** Wrap files of the worker's libraries that this build does not use: of its unit tests, and of Windows. */
export const unusedWraps = ['catch2.wrap', 'wingetopt.wrap'];

/** Changes to the worker's own files. Each must fit exactly once, or the recipe does not fit this version of mediasoup. */
export const edits = [
  {
    // For BIO_ctrl the operation is BIO_CB_CTRL | BIO_CB_RETURN. Compared by equality, the callback answers 1 instead of
    // the result, and an OpenSSL with kernel TLS compiled in (Debian's) takes that for "kernel TLS is on", never
    // allocates its write buffer, and the worker crashes on the first DTLS handshake.
    file: 'src/RTC/DtlsTransport.cpp',
    find: '(operationType == BIO_CB_RETURN) ?',
    replace: '((operationType & BIO_CB_RETURN) != 0) ?',
  },
  {
    file: 'meson.build',
    find: "  cpp_args: cpp_args + ['-DMS_EXECUTABLE'],\n",
    replace: "  cpp_args: cpp_args + ['-DMS_EXECUTABLE'],\n  cpp_pch: 'pch/precompiled.hpp',\n",
  },
];
