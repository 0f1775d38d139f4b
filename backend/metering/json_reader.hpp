#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace wattill::metering {

/// What went wrong first while a document was read; later failures are only its consequences.
struct ReadTrouble {
    std::string file;
    std::optional<Error> first;
    void add(const std::string& path, const std::string& what);
};

/// One object of a document, read key by key. A read that fails records the trouble and returns an
/// empty value, so that a reader need not check after every line. finish() refuses the keys that
/// nobody asked for.
class JsonReader {
  public:
    JsonReader(ReadTrouble& trouble, const nlohmann::json& node, std::string path);

    [[nodiscard]] bool has(const std::string& key);
    std::string text(const std::string& key);
    std::string text(const std::string& key, const std::string& whenAbsent);
    std::int64_t integer(const std::string& key, std::int64_t least, std::int64_t most);
    bool flag(const std::string& key);
    bool flag(const std::string& key, bool whenAbsent);
    /// "0x0200": a register as the makers print it.
    int registerNumber(const std::string& key);
    /// "0x00010000": a data identifier of DL/T 645.
    std::uint32_t identifier(const std::string& key);
    [[nodiscard]] bool isText(const std::string& key);
    JsonReader object(const std::string& key);
    std::vector<JsonReader> objects(const std::string& key);
    std::vector<std::int64_t> integers(const std::string& key, std::int64_t least,
                                       std::int64_t most);
    std::vector<std::string> texts(const std::string& key);

    void finish();
    void fail(const std::string& key, const std::string& what);
    [[nodiscard]] const std::string& path() const { return m_path; }

  private:
    const nlohmann::json& at(const std::string& key);
    [[nodiscard]] std::string pathOf(const std::string& key) const { return m_path + "/" + key; }

    ReadTrouble* m_trouble;
    const nlohmann::json* m_node;
    std::string m_path;
    std::set<std::string> m_asked;
};

}  // namespace wattill::metering
