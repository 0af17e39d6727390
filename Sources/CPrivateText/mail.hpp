// Addresses around an @.
#pragma once
#include "include/cprivatetext.h"
#include "text.hpp"

namespace cprivate {

/// Mailboxes of a company, not of a person; `git` is no mailbox at all.
inline bool is_role(std::string_view name) {
  static constexpr std::string_view roles[] = {
      "support", "info", "noreply", "no-reply", "donotreply", "help", "contact", "admin", "sales",
      "hello", "service", "billing", "security", "privacy", "postmaster", "webmaster", "abuse",
      "press", "jobs", "careers", "office", "feedback", "team", "legal", "git"};
  for (std::string_view role : roles) {
    if (name.size() != role.size()) continue;
    size_t i = 0;
    while (i < name.size() && (name[i] | 0x20) == (role[i] | 0x20)) i++;
    if (i == name.size()) return true;
  }
  return false;
}

/// What files end with, as in `icon@2x.png`.
inline bool is_file_ending(std::string_view ending) {
  static constexpr std::string_view endings[] = {
      "png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "mjs", "ts",
      "tsx", "json", "jsonl", "py", "md", "html", "xml", "yml", "yaml",
      "txt", "csv", "pdf", "zip", "gz", "tgz", "so", "dll", "exe"};
  for (std::string_view other : endings)
    if (ending == other) return true;
  return false;
}

/// Whether a name and password stand before the @ of a web address: `://name:word@`.
inline bool is_login(const Text &text, ptrdiff_t name, ptrdiff_t at) {
  if (at - name < 3) return false;
  for (ptrdiff_t i = name - 1; i > name - 80 && i > 1; i--) {
    uint8_t c = text[i];
    if (c <= ' ' || c == '"' || c == '\'' || c == '@') return false;
    if (c == '/') return text.has(i - 2, "://") && text[name - 1] == ':' && name - 2 > i;
  }
  return false;
}

/// What the @ at a place belongs to; 0 for nothing private.
inline uint8_t mail_at(const Text &text, ptrdiff_t at) {
  auto is_name = [](uint8_t c) {
    return is_alphanumeric(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
  };
  ptrdiff_t name = at;
  while (name > 0 && at - name < 65 && is_name(text[name - 1])) name--;
  if (name < at) name = text.past_escape(name);
  while (name < at && !is_alphanumeric(text[name]) && text[name] != '_') name++;
  if (name >= at || at - name > 64) return 0;

  // The last label that letters alone make is where the host's name ends.
  ptrdiff_t end = at + 1, ending = 0;
  size_t labels = 0;
  while (end < text.length && end - at < 255) {
    ptrdiff_t label = end;
    while (is_alphanumeric(text[end]) || text[end] == '-') end++;
    if (end == label || text[label] == '-') return 0;
    labels++;
    ending = label;
    if (text[end] != '.' || !is_alphanumeric(text[end + 1])) break;
    end++;
  }
  if (labels < 1) return 0;
  if (is_login(text, name, at)) return CPRIVATE_KEY;
  ptrdiff_t size = end - ending;
  if (labels < 2 || size < 2 || size > 24 || text[end] == '_' || text[end] == '@') return 0;
  for (ptrdiff_t i = ending; i < end; i++)
    if (!is_letter(text[i])) return 0;
  auto word = [&](ptrdiff_t from, ptrdiff_t to) {
    return std::string_view(reinterpret_cast<const char *>(text.bytes) + from, size_t(to - from));
  };
  if (is_role(word(name, at)) || is_file_ending(word(ending, end))) return 0;
  return CPRIVATE_MAIL;
}

}  // namespace cprivate
