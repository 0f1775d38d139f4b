#pragma once

#include "api/client.hpp"
#include "api/command_types.hpp"

namespace wattill::api {

/// Commands to meters from the other side; see Client for errors and threads. Staff.
class CommandClient {
  public:
    virtual ~CommandClient() = default;
    /// A request that is repeated with the same key gives the batch that stands.
    virtual Result<CommandBatchView> request(const NewCommandsBody& wish) = 0;
    struct Filter {
        std::vector<std::string> states;
        std::string batch;  ///< empty: any
        std::string meter;
        bool attentionOnly = false;
    };
    /// Newest first, at most 500, or a whole batch.
    virtual Result<std::vector<CommandView>> list(const Filter& filter) = 0;
    virtual Result<CommandView> find(const std::string& id) = 0;
    virtual Result<CommandView> cancel(const std::string& id) = 0;
    virtual Result<CommandView> resolve(const std::string& id,
                                        const ResolutionBody& resolution) = 0;
    virtual Result<CommandBatchView> batch(const std::string& id) = 0;
    /// Answers as soon as the batch's version is above `version`, or after `wait` as it is then.
    virtual Result<CommandBatchView> follow(const std::string& id, std::int64_t version,
                                            Duration wait) = 0;
    virtual Result<CommandBatchView> cancelBatch(const std::string& id) = 0;
};

[[nodiscard]] std::unique_ptr<CommandClient> makeCommandClient(ClientConfig config);

}  // namespace wattill::api
