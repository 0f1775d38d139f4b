#include "api/json.hpp"

#include "api/bus_json_fields.hpp"
#include "api/command_json_fields.hpp"
#include "api/json_fields.hpp"
#include "api/reconciliation_json_fields.hpp"
#include "order/command_codec.hpp"

#include <limits>
#include <set>

#include <fmt/format.h>

namespace wattill::api {

namespace {
using nlohmann::json;

constexpr std::int64_t kMostFen = std::numeric_limits<std::int64_t>::max() / 10'000;

class Writer {
  public:
    template <class Value>
    void operator()(const char* key, const Value& value) {
        m_object[key] = encoded(value);
    }
    template <class Value>
    void operator()(const char* key, const std::optional<Value>& value) {
        if (value) m_object[key] = encoded(*value);
    }
    void microYuan(const char* key, Money amount) { m_object[key] = amount.microYuan(); }

    template <class View>
    static json object(const View& view) {
        Writer writer;
        fields(writer, view);
        return std::move(writer.m_object);
    }

  private:
    static json encoded(const std::string& text) { return text; }
    static json encoded(bool value) { return value; }
    template <std::integral Integer>
    static json encoded(const Integer& value) {
        return value;
    }
    static json encoded(Money amount) { return amount.fenFloor(); }
    static json encoded(Energy energy) { return energy.wattHours(); }
    static json encoded(Instant at) { return isoText(at); }
    static json encoded(LocalDay day) { return dayText(day); }
    static json encoded(MeterState state) { return std::string(name(state)); }
    static json encoded(const CommandValue& value) { return order::commandJson(value.command); }
    template <class Tag>
    static json encoded(const Id<Tag>& id) {
        return id.text();
    }
    template <class Value>
    static json encoded(const std::vector<Value>& values) {
        json list = json::array();
        for (const Value& value : values)
            list.push_back(encoded(value));
        return list;
    }
    template <class View>
    static json encoded(const View& view) {
        return object(view);
    }

    json m_object = json::object();
};

/// Fills a value and keeps the first fault.
class Reader {
  public:
    Reader(const json& object, std::string path, UnknownKeys unknown, std::optional<Error>& fault)
        : m_object(object), m_path(std::move(path)), m_unknown(unknown), m_fault(fault) {}

    template <class Value>
    void operator()(const char* key, Value& value) {
        if (const json* found = member(key, true)) decode(*found, at(key), value);
    }
    template <class Value>
    void operator()(const char* key, std::optional<Value>& value) {
        if (const json* found = member(key, false)) decode(*found, at(key), value.emplace());
    }
    void microYuan(const char* key, Money& amount) {
        std::int64_t value = 0;
        (*this)(key, value);
        amount = Money::fromMicroYuan(value);
    }

    template <class View>
    static void object(const json& from, const std::string& path, UnknownKeys unknown,
                       std::optional<Error>& fault, View& view) {
        Reader reader(from, path, unknown, fault);
        if (!from.is_object()) return reader.fail(path, "must be an object");
        fields(reader, view);
        reader.refuseUnknown();
    }

  private:
    [[nodiscard]] std::string at(const std::string& key) const {
        return m_path.empty() ? key : m_path + "." + key;
    }
    void fail(const std::string& path, const std::string& what) {
        if (m_fault) return;
        m_fault = invalidInput(fmt::format("{}: {}", path.empty() ? "the JSON text" : path, what));
    }
    const json* member(const char* key, bool needed) {
        m_known.insert(key);
        const auto found = m_object.find(key);
        if (found != m_object.end()) return &*found;
        if (needed) fail(at(key), "is missing");
        return nullptr;
    }
    void refuseUnknown() {
        if (m_unknown == UnknownKeys::Ignore) return;
        for (const auto& [key, value] : m_object.items()) {
            // A key is the sender's text: quoted as JSON and cut, so that it cannot fake a message.
            if (!m_known.contains(key)) fail(at(shown(key)), "is not a key of this request");
        }
    }
    static std::string shown(const std::string& key) {
        return json(key.substr(0, 40)).dump(-1, ' ', true, json::error_handler_t::replace);
    }

    void decode(const json& from, const std::string& path, std::string& text) {
        if (!from.is_string()) return fail(path, "must be a text");
        text = from.get_ref<const std::string&>();
    }
    void decode(const json& from, const std::string& path, bool& value) {
        if (!from.is_boolean()) return fail(path, "must be true or false");
        value = from.get<bool>();
    }
    template <std::integral Integer>
    void decode(const json& from, const std::string& path, Integer& value) {
        value = static_cast<Integer>(
            integer(from, path, std::numeric_limits<Integer>::min(),
                    static_cast<std::int64_t>(std::numeric_limits<Integer>::max())));
    }
    std::int64_t integer(const json& from, const std::string& path, std::int64_t least,
                         std::int64_t most) {
        constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
        if (!from.is_number_integer()) {
            fail(path, "must be an integer");
            return 0;
        }
        const bool tooLarge = from.is_number_unsigned() && from.get<std::uint64_t>() > kLargest;
        const std::int64_t value = tooLarge ? 0 : from.get<std::int64_t>();
        if (tooLarge || value < least || value > most) {
            fail(path, "is out of range");
            return 0;
        }
        return value;
    }
    void decode(const json& from, const std::string& path, Money& amount) {
        amount = Money::fromFen(integer(from, path, -kMostFen, kMostFen));
    }
    void decode(const json& from, const std::string& path, Energy& energy) {
        std::int64_t wattHours = 0;
        decode(from, path, wattHours);
        energy = Energy::fromWh(wattHours);
    }
    void decode(const json& from, const std::string& path, Instant& at) {
        std::string text;
        decode(from, path, text);
        const auto parsed = parseIso(text);
        if (!parsed) return fail(path, "must be a moment like 2026-11-22T02:30:00.123Z");
        at = *parsed;
    }
    void decode(const json& from, const std::string& path, LocalDay& day) {
        std::string text;
        decode(from, path, text);
        const auto parsed = parseDay(text);
        if (!parsed) return fail(path, "must be a day like 2026-11-22");
        day = *parsed;
    }
    void decode(const json& from, const std::string& path, MeterState& state) {
        std::string text;
        decode(from, path, text);
        const auto parsed = meterStateFrom(text);
        if (!parsed) return fail(path, "is not a meter's state");
        state = *parsed;
    }
    void decode(const json& from, const std::string& path, CommandValue& value) {
        const auto others =
            m_unknown == UnknownKeys::Refuse ? order::OtherKeys::Refuse : order::OtherKeys::Ignore;
        const auto command = order::commandFrom(from, others);
        if (!command) return fail(path, command.error().message);
        value.command = *command;
    }
    template <class Tag>
    void decode(const json& from, const std::string& path, Id<Tag>& id) {
        std::string text;
        decode(from, path, text);
        id = Id<Tag>(std::move(text));
    }
    template <class Value>
    void decode(const json& from, const std::string& path, std::vector<Value>& values) {
        if (!from.is_array()) return fail(path, "must be a list");
        values.reserve(from.size());
        for (const json& each : from) {
            const std::string place = fmt::format("{}[{}]", path, values.size());
            decode(each, place, values.emplace_back());
        }
    }
    template <class View>
    void decode(const json& from, const std::string& path, View& view) {
        object(from, path, m_unknown, m_fault, view);
    }

    const json& m_object;
    std::string m_path;
    UnknownKeys m_unknown;
    std::optional<Error>& m_fault;
    std::set<std::string, std::less<>> m_known;
};

std::string dumped(const json& value) {
    // Texts were checked when they came in; what still is not UTF-8 must not end the process.
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class View>
struct Codec {
    static std::string write(const View& view) { return dumped(Writer::object(view)); }
    static void read(const json& from, UnknownKeys unknown, std::optional<Error>& fault,
                     View& view) {
        Reader::object(from, "", unknown, fault, view);
    }
};

template <class View>
struct Codec<std::vector<View>> {
    static std::string write(const std::vector<View>& views) {
        return dumped(Writer::object(Items<View>{views}));
    }
    static void read(const json& from, UnknownKeys unknown, std::optional<Error>& fault,
                     std::vector<View>& views) {
        Items<View> list;
        Reader::object(from, "", unknown, fault, list);
        views = std::move(list.items);
    }
};
}  // namespace

template <class View>
std::string toJson(const View& view) {
    return Codec<View>::write(view);
}

template <class View>
Result<View> fromJson(std::string_view text, UnknownKeys unknown) {
    const auto parsed = parseStrict(text);
    if (!parsed) return parsed.error();
    std::optional<Error> fault;
    View view;
    Codec<View>::read(*parsed, unknown, fault, view);
    if (fault) return *fault;
    return view;
}

#define WATTILL_API_JSON(View)                \
    template std::string toJson(const View&); \
    template Result<View> fromJson<View>(std::string_view, UnknownKeys)

WATTILL_API_JSON(SiteView);
WATTILL_API_JSON(MatchView);
WATTILL_API_JSON(DayView);
WATTILL_API_JSON(MeterView);
WATTILL_API_JSON(NewOrderView);
WATTILL_API_JSON(OrderView);
WATTILL_API_JSON(RefundView);
WATTILL_API_JSON(ReversalView);
WATTILL_API_JSON(AlarmView);
WATTILL_API_JSON(LedgerView);
WATTILL_API_JSON(ImportReport);
WATTILL_API_JSON(NewMeter);
WATTILL_API_JSON(ReplacementView);
WATTILL_API_JSON(HealthView);
WATTILL_API_JSON(AlarmEndBody);
WATTILL_API_JSON(SignedDecisionBody);
WATTILL_API_JSON(ReversalBody);
WATTILL_API_JSON(SheetUpload);
WATTILL_API_JSON(std::vector<MatchView>);
WATTILL_API_JSON(std::vector<DayView>);
WATTILL_API_JSON(std::vector<MeterView>);
WATTILL_API_JSON(std::vector<OrderView>);
WATTILL_API_JSON(std::vector<AlarmView>);
WATTILL_API_JSON(BusView);
WATTILL_API_JSON(MeterOnBusView);
WATTILL_API_JSON(CommandView);
WATTILL_API_JSON(CommandBatchView);
WATTILL_API_JSON(NewCommandsBody);
WATTILL_API_JSON(ResolutionBody);
WATTILL_API_JSON(std::vector<CommandView>);
WATTILL_API_JSON(BusDetailView);
WATTILL_API_JSON(TraceView);
WATTILL_API_JSON(TraceBody);
WATTILL_API_JSON(ProbeBody);
WATTILL_API_JSON(ProbeView);
WATTILL_API_JSON(std::vector<BusView>);
WATTILL_API_JSON(ReconciliationView);
WATTILL_API_JSON(ChannelTotalsView);
WATTILL_API_JSON(CarriedView);
WATTILL_API_JSON(UsedBillView);
WATTILL_API_JSON(CaseView);
WATTILL_API_JSON(CaseNoteView);
WATTILL_API_JSON(CaseDetailView);
WATTILL_API_JSON(CaseActionBody);
WATTILL_API_JSON(CaseBookingBody);
WATTILL_API_JSON(std::vector<CaseView>);

#undef WATTILL_API_JSON

}  // namespace wattill::api
