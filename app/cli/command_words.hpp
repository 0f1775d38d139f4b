#pragma once

#include "bus_words.hpp"
#include "command_calls.hpp"

namespace wattill::cli {

/// What the words of these commands are read into; outlives the parser.
struct CommandWords {
    CommandArguments arguments;
    PricesArguments prices;
    std::string alarm1;
    std::string alarm2;
    std::string amount;
    std::string file;
    int watt = 0;
    int limitSeconds = 300;
    CommandListArguments list;
    std::string id;
    std::string verdict;
    std::string who;
    std::string reason;
};

/// Under "meter": trip, keep, prepaid, prices …
void addMeterOrders(CLI::App& meter, Chosen& chosen, CommandWords& words);
/// "command": list, show, cancel, resolve.
void addCommandCommands(CLI::App& app, Chosen& chosen, CommandWords& words);

}  // namespace wattill::cli
