// Cards, telephones and bank accounts, each from where its first digits begin.
#pragma once
#include "include/cprivatetext.h"
#include "text.hpp"

namespace cprivate {

/// Whether the digits begin as those of a card's issuer do, and there are as many as it has.
inline bool is_issued(const uint8_t *digits, size_t count) {
  auto head = [&](size_t length) {
    unsigned value = 0;
    for (size_t i = 0; i < length; i++) value = value * 10 + digits[i];
    return value;
  };
  auto is_in = [](unsigned value, unsigned low, unsigned high) {
    return value >= low && value <= high;
  };
  switch (count) {
    case 14: return is_in(head(3), 300, 305) || head(2) == 36 || head(2) == 38 || head(2) == 39;
    case 15: return head(2) == 34 || head(2) == 37;
    case 16:
      return digits[0] == 4 || is_in(head(2), 51, 55) || is_in(head(4), 2221, 2720) ||
             head(4) == 6011 || head(2) == 65 || is_in(head(3), 644, 649) ||
             is_in(head(4), 3528, 3589) || head(2) == 62;
    default: return false;
  }
}

inline bool passes_luhn(const uint8_t *digits, size_t count) {
  unsigned sum = 0;
  for (size_t i = 0; i < count; i++) {
    unsigned digit = digits[count - 1 - i] << (i & 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

/// Whether a card's number begins here: in one piece, or in the groups that are printed on it.
inline bool is_card(const Text &text, ptrdiff_t start) {
  uint8_t before = text.before(start);
  if (is_word(before) || before == '.' || before == '/' || before == '#') return false;
  uint8_t digits[16], groups[4] = {0, 0, 0, 0};
  size_t count = 0, group = 0;
  uint8_t separator = 0;
  ptrdiff_t at = start;
  for (;; at++) {
    uint8_t c = text[at];
    if (is_digit(c)) {
      if (count == 16) return false;
      digits[count++] = c - '0';
      groups[group]++;
    } else if ((c == ' ' || c == '-') && is_digit(text[at + 1]) && count < 16 &&
               (separator == 0 || separator == c) && groups[group] >= 4) {
      separator = c;
      if (++group == 4) return false;
    } else {
      break;
    }
  }
  if (count < 14 || is_word(text[at]) || (text[at] == '.' && is_digit(text[at + 1]))) return false;
  bool is_grouped = groups[0] == 4 && ((groups[1] == 4 && groups[2] == 4 && groups[3] == 4) ||
                                       (groups[1] == 6 && groups[2] == count - 10 && group == 2));
  if (group > 0 && !is_grouped) return false;
  // An id in a code span: one of 16 hexadecimal digits has only decimal ones now and then.
  if (group == 0 && before == '`' && text[at] == '`') return false;
  return is_issued(digits, count) && passes_luhn(digits, count);
}

/// Whether a telephone number begins with these digits: with its country's code, as North American
/// ones are written, or behind a word that says what it is.
inline bool is_phone(const Text &text, ptrdiff_t start) {
  uint8_t before = text.before(start);
  ptrdiff_t first = start;
  bool has_plus = before == '+';
  if (has_plus) first = start - 1;
  bool has_bracket = text.before(first) == '(';
  uint8_t outside = text.before(has_bracket ? first - 1 : first);
  if (is_word(outside) || outside == '.' || outside == '/' || outside == '#' || outside == '+')
    return false;

  unsigned sizes[8] = {0};
  char separators[8] = {0};
  size_t groups = 1, count = 0;
  ptrdiff_t at = start;
  for (;; at++) {
    uint8_t c = text[at];
    if (is_digit(c)) {
      if (++count > 15) return false;
      sizes[groups - 1]++;
      continue;
    }
    if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/') break;
    ptrdiff_t next = at + 1;
    if ((text[next] == '(' || text[next] == ' ') && text[next] != c) next++;
    if (!is_digit(text[next]) || groups == 8) break;
    separators[groups - 1] = char(c);
    groups++;
    at = next - 1;
  }
  if (is_word(text[at]) && text[at] != '-') return false;
  if (text[at] == ':' || text[at] == '@' || text[at] == '%') return false;

  if (has_plus) return count >= 9 && text[start] != '0';
  // Not in the middle of a longer number.
  bool has_code = text.has(start, "00") && text[start + 2] != '0' &&
                  !(before == ' ' && is_digit(text[start - 2]));
  if (has_code && groups > 2 && count >= 11) return true;
  // (212) 555-0142, 212-555-0142, 1-212-555-0142
  size_t area = groups == 4 && sizes[0] == 1 && text[start] == '1' ? 1 : 0;
  if (groups - area == 3 && sizes[area] == 3 && sizes[area + 1] == 3 && sizes[area + 2] == 4 &&
      (separators[area + 1] == '-' || (separators[area + 1] == '.' && separators[area] == '.')) &&
      (separators[area] == separators[area + 1] || separators[area] == ')')) {
    ptrdiff_t digit = start + (area ? 2 : 0);
    if (text[digit] == '(') digit++;
    return text[digit] >= '2';
  }
  if (count < 9 || count > 13) return false;
  for (std::string_view word : {"phone", "tel", "mobile", "fax", "whatsapp", "handy"})
    if (text.has_before(first, 16, word)) return true;
  return false;
}

/// Whether a social security number begins here: three, two and four digits with dashes, or nine
/// behind its name.
inline bool is_security(const Text &text, ptrdiff_t start) {
  uint8_t before = text.before(start);
  if (is_word(before)) return false;
  for (uint8_t other : {'.', '/', '#', '+', '$', ':'})
    if (before == other && text[start - 2] != 'n' && text[start - 2] != 'N') return false;
  uint8_t digits[9];
  size_t count = 0, dashes = 0, spaces = 0;
  ptrdiff_t at = start;
  for (; count < 9; at++) {
    uint8_t c = text[at];
    if (is_digit(c)) {
      digits[count++] = c - '0';
    } else if ((count == 3 || count == 5) && (c == '-' || c == ' ') && is_digit(text[at + 1])) {
      (c == '-' ? dashes : spaces)++;
    } else {
      return false;
    }
  }
  bool is_printed = dashes == 2 && spaces == 0;
  if (!is_printed && (dashes > 0 || spaces == 1)) return false;
  if (is_word(text[at]) || (text[at] == '.' && is_digit(text[at + 1]))) return false;
  auto value = [&](size_t from, size_t to) {
    unsigned value = 0;
    for (size_t i = from; i < to; i++) value = value * 10 + digits[i];
    return value;
  };
  unsigned area = value(0, 3), number = value(0, 9);
  if (area == 0 || area == 666 || area >= 900 || value(3, 5) == 0 || value(5, 9) == 0) return false;
  // On specimen cards.
  if (number == 123456789 || number == 78051120 || number == 219099999) return false;
  for (std::string_view word : {"ssn", "social security", "soc sec"})
    if (text.has_before(start, 28, word)) return true;
  if (!is_printed) return false;
  for (std::string_view word : {"sku", "order", "part", "item", "isbn", "invoice", "ticket", "case"})
    if (text.has_before(start, 12, word)) return false;
  return true;
}

/// How many characters the accounts of a country have; 0 for none.
inline size_t account_size(uint8_t first, uint8_t second) {
  static constexpr const char sizes[] =
      "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18"
      "FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21"
      "LY25MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27"
      "ST25SV28TL23TN24TR26UA29VA22VG24XK20";
  for (const char *entry = sizes; *entry; entry += 4)
    if (entry[0] == first && entry[1] == second)
      return size_t(entry[2] - '0') * 10 + size_t(entry[3] - '0');
  return 0;
}

/// Whether these are the check digits of an IBAN, in one piece or in groups of four.
inline bool is_account(const Text &text, ptrdiff_t check) {
  if (!is_upper(text[check - 1]) || !is_upper(text[check - 2]) || !is_digit(text[check + 1]))
    return false;
  if (is_word(text.before(check - 2))) return false;
  size_t size = account_size(text[check - 2], text[check - 1]);
  if (size == 0) return false;
  unsigned rest = 0;
  auto take = [&](uint8_t c) {
    rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  };
  ptrdiff_t at = check + 2;
  bool is_spaced = text[at] == ' ';
  for (size_t count = 4; count < size; count++, at++) {
    if (is_spaced && count % 4 == 0 && text[at++] != ' ') return false;
    if (!is_digit(text[at]) && !is_upper(text[at])) return false;
    take(text[at]);
  }
  if (is_word(text[at])) return false;
  for (ptrdiff_t i = check - 2; i < check + 2; i++) take(text[i]);
  return rest == 1;
}

}  // namespace cprivate
