// Which kinds of private data stand in a text.
//
// Conservative: what has a check digit must have the right one, what has none must have its whole
// form. A number of 16 digits is no card and a plus before a number no telephone by itself, and four
// numbers with dots are mostly a version.
//
//   "write to mara@example.com, I paid with 4111 1111 1111 1111"  →  mail | card
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum cprivate_kind : uint8_t {
  CPRIVATE_MAIL = 1,
  CPRIVATE_PHONE = 2,
  CPRIVATE_CARD = 4,
  /// An IBAN.
  CPRIVATE_ACCOUNT = 8,
  /// A key, a token or a password in an address.
  CPRIVATE_KEY = 16,
  /// The address of a device in the internet.
  CPRIVATE_ADDRESS = 32,
  /// A social security number of the United States.
  CPRIVATE_SECURITY = 64,
};

/// The kinds that stand in a text, as their bits; 0 for none. The text may be JSON as written, with
/// its escapes; 64 bytes behind it may be read, whatever they are. Takes no memory; time grows with the
/// length alone.
uint8_t cprivate_kinds(const uint8_t *text, size_t length);

#ifdef __cplusplus
}
#endif
