#include "metering/bus.hpp"

#include "base/assertion.hpp"

namespace wattill::metering {

std::string_view name(Protocol protocol) {
    switch (protocol) {
        case Protocol::ModbusRtu:
            return "modbus-rtu";
        case Protocol::ModbusTcp:
            return "modbus-tcp";
        case Protocol::Dlt645:
            return "dlt645";
    }
    assertionFailed("protocol", "an enumerator without a name", __FILE__, __LINE__);
}

std::optional<Protocol> protocolFrom(std::string_view name) {
    for (const Protocol each : {Protocol::ModbusRtu, Protocol::ModbusTcp, Protocol::Dlt645}) {
        if (metering::name(each) == name) return each;
    }
    return std::nullopt;
}

}  // namespace wattill::metering
