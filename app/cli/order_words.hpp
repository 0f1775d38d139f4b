#pragma once

#include "bus_words.hpp"
#include "commands.hpp"

namespace wattill::cli {

/// What the words about orders are read into; outlives the parser.
struct OrderWords {
    std::vector<std::string> states;
    ResolveArguments resolve;
    MoneyBackArguments back;
};

void addOrderCommands(CLI::App& app, Chosen& chosen, OrderWords& words);

}  // namespace wattill::cli
