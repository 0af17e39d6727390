// Keys and tokens, each from where a long word begins.
#pragma once
#include "include/cprivatetext.h"
#include "text.hpp"

#include <bit>
#include <iterator>

namespace cprivate {

/// A form that keys of one maker have.
struct KeyForm {
  std::string_view prefix;
  /// Characters behind the prefix, at least.
  ptrdiff_t least;
};

constexpr KeyForm key_forms[] = {
    {"sk-", 20},         {"sk_live_", 16},  {"sk_test_", 16}, {"rk_live_", 16}, {"rk_test_", 16},
    {"whsec_", 20},      {"ghp_", 30},      {"gho_", 30},     {"ghu_", 30},     {"ghs_", 30},
    {"ghr_", 30},        {"github_pat_", 30}, {"glpat-", 18}, {"xoxb-", 20},    {"xoxp-", 20},
    {"xoxa-", 20},       {"xoxr-", 20},     {"xoxs-", 20},    {"xapp-", 20},    {"AIza", 33},
    {"ya29", 20},        {"hf_", 28},       {"npm_", 30},     {"pypi-", 30},    {"shpat_", 28},
    {"shpss_", 28},      {"dop_v1_", 40},   {"gsk_", 30},     {"r8_", 30},      {"xai-", 30},
    {"pplx-", 30},       {"lin_api_", 30},  {"ntn_", 30},     {"sq0atp-", 20},  {"sq0csp-", 30},
    {"key-", 32},        {"dapi", 32},      {"EAACEdEose0cBA", 10}, {"nvapi-", 30},
};

/// By a character: the forms whose prefix begins with it, as bits. Most words begin with another.
struct KeyFormsByFirst {
  uint64_t bits[256] = {};
  constexpr KeyFormsByFirst() {
    static_assert(std::size(key_forms) <= 64);
    for (size_t form = 0; form < std::size(key_forms); form++)
      bits[uint8_t(key_forms[form].prefix[0])] |= uint64_t(1) << form;
  }
};
constexpr KeyFormsByFirst key_forms_by_first;

/// Whether characters look drawn at random, as no name made of words does.
inline bool is_random(const Text &text, ptrdiff_t from, ptrdiff_t to) {
  ptrdiff_t digits = 0, capitals = 0, letters = 0;
  for (ptrdiff_t i = from; i < to && i < from + 64; i++) {
    digits += is_digit(text[i]);
    capitals += is_upper(text[i]);
    letters += is_letter(text[i]);
  }
  if (digits == 0) return capitals > 5 && letters - capitals > 5;
  return letters > 2 && (capitals > 0 || digits > 3);
}

/// Whether a key begins with the word at `start`, which ends before `end`.
inline bool is_key(const Text &text, ptrdiff_t start, ptrdiff_t end) {
  uint8_t first = text[start];
  // An access key of AWS.
  if (first == 'A' && end - start == 20 &&
      (text.has(start, "AKIA") || text.has(start, "ASIA") || text.has(start, "AROA"))) {
    ptrdiff_t i = start;
    while (i < end && (is_upper(text[i]) || is_digit(text[i]))) i++;
    if (i == end) return true;
  }
  // A JSON web token: two objects in base64 and a signature.
  if (first == 'e' && text.has(start, "eyJ") && text[end] == '.' && text.has(end + 1, "eyJ"))
    return true;
  for (uint64_t forms = key_forms_by_first.bits[first]; forms; forms &= forms - 1) {
    const KeyForm &form = key_forms[std::countr_zero(forms)];
    if (text.has(start, form.prefix) && end - start - ptrdiff_t(form.prefix.size()) >= form.least &&
        is_random(text, start + ptrdiff_t(form.prefix.size()), end))
      return true;
  }
  // An API key of Twilio.
  if (first == 'S' && text[start + 1] == 'K' && end - start == 34) {
    ptrdiff_t i = start + 2;
    while (i < end && (is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f'))) i++;
    if (i == end) return true;
  }
  if (text[start - 1] == '/' && text.has_before(start, 60, "hooks.slack.com/services/")) return true;
  // SG.….…
  if (text[start - 1] == '.' && text.has(start - 3, "SG.") && end - start == 22 && text[end] == '.')
    return true;
  // What has to stand last is looked for first.
  if (text.has_dash_before(start, 30) && text.has_before(start, 30, "private key-----")) return true;
  if ((text[start - 1] == ' ' || text[start - 2] == ' ') && end - start >= 20 &&
      text.has_before(start, 8, "bearer ") && is_random(text, start, end))
    return true;
  return false;
}

/// Whether the name before a word says that it is a secret: `api_key = "…"`.
inline bool is_named_secret(const Text &text, ptrdiff_t start, ptrdiff_t end) {
  ptrdiff_t at = start;
  ptrdiff_t signs = 0;
  while (at > 0 && start - at < 6) {
    uint8_t c = text[at - 1];
    if (c != ' ' && c != '"' && c != '\'' && c != '\\' && c != ':' && c != '=') break;
    signs += c == ':' || c == '=';
    at--;
  }
  if (signs == 0) return false;
  while (is_word(text[end]) || text[end] == '/' || text[end] == '+') end++;
  if (end - start < 20 || !is_random(text, start, end)) return false;
  static constexpr std::string_view names[] = {
      "api_key", "apikey", "api-key", "secret_key", "client_secret", "access_token", "auth_token",
      "private_key", "access_key", "secret", "password", "passwd"};
  for (std::string_view name : names)
    if (text.has_before(at, ptrdiff_t(name.size()), name)) return true;
  return false;
}

}  // namespace cprivate
