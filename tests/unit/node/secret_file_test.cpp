#include "node/secret_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace wattill::node {
namespace {

class SecretFile : public testing::Test {
  protected:
    SecretFile() {
        std::string folder = (std::filesystem::temp_directory_path() / "wattill-XXXXXX").string();
        m_folder = ::mkdtemp(folder.data());
    }
    ~SecretFile() override { std::filesystem::remove_all(m_folder); }

    std::string file(const std::string& text, mode_t mode) {
        const std::string path = (m_folder / "key").string();
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
        return path;
    }

    std::filesystem::path m_folder;
};

TEST_F(SecretFile, IsReadWithoutTheLineBreakAtItsEnd) {
    const auto secret = readSecretFile(file("s3cret\n", 0600), SecretReaders::OwnerOnly);
    ASSERT_TRUE(secret.ok()) << secret.error().message;
    EXPECT_EQ(secret->expose(), "s3cret");
}

TEST_F(SecretFile, ThatItsGroupMayReadIsRefusedAsAKeyAndTakenAsAToken) {
    const std::string path = file("s3cret", 0640);
    const auto key = readSecretFile(path, SecretReaders::OwnerOnly);
    ASSERT_FALSE(key.ok());
    EXPECT_EQ(key.error().code, ErrorCode::Forbidden);
    EXPECT_NE(key.error().message.find("chmod 0600 " + path), std::string::npos);
    EXPECT_EQ(key.error().message.find("s3cret"), std::string::npos);
    EXPECT_TRUE(readSecretFile(path, SecretReaders::OwnerAndGroup).ok());
}

TEST_F(SecretFile, ThatOthersMayReadIsRefused) {
    for (const mode_t mode : {0644U, 0604U, 0660U, 0620U}) {
        EXPECT_FALSE(readSecretFile(file("s3cret", mode), SecretReaders::OwnerAndGroup).ok())
            << std::oct << mode;
    }
}

TEST_F(SecretFile, ThatCouldBeGuessedIsNoStaffToken) {
    const auto guessable = readStaffToken(file("fifteen-letters", 0600));
    ASSERT_FALSE(guessable.ok());
    EXPECT_EQ(guessable.error().message.find("fifteen-letters"), std::string::npos);
    EXPECT_TRUE(readStaffToken(file("sixteen--letters", 0600)).ok());
}

TEST_F(SecretFile, ThatIsMissingOrEmptyIsNamed) {
    const std::string none = (m_folder / "none").string();
    const auto missing = readSecretFile(none, SecretReaders::OwnerOnly);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_EQ(missing.error().message,
              none + ": there is no such file; create it or correct its path in the configuration");
    const std::string blank = file("\n", 0600);
    const auto empty = readSecretFile(blank, SecretReaders::OwnerOnly);
    ASSERT_FALSE(empty.ok());
    EXPECT_EQ(empty.error().message, blank + ": is empty; fill it");
    const auto folder = readSecretFile(m_folder.string(), SecretReaders::OwnerOnly);
    ASSERT_FALSE(folder.ok());
    EXPECT_EQ(folder.error().message, m_folder.string() + ": is not a file; name the file itself");
}

TEST_F(SecretFile, ThatIsBinaryIsReadByteForByte) {
    const std::string bytes("\0\x30\x82 \n", 5);
    const auto secret = readSecretBytes(file(bytes, 0600));
    ASSERT_TRUE(secret.ok()) << secret.error().message;
    EXPECT_EQ(secret->expose(), bytes);
    EXPECT_EQ(readSecretBytes(file(bytes, 0640)).error().code, ErrorCode::Forbidden);
    const auto certificate = readTrustedBytes(file(bytes, 0644));
    ASSERT_TRUE(certificate.ok()) << certificate.error().message;
    EXPECT_EQ(*certificate, bytes);
    EXPECT_FALSE(readTrustedBytes(file(bytes, 0666)).ok());
}

TEST_F(SecretFile, OfAPublicKeyMayBeReadByAllButWrittenByOne) {
    EXPECT_TRUE(readTrustedFile(file("public", 0644)).ok());
    EXPECT_FALSE(readTrustedFile(file("public", 0664)).ok());
    EXPECT_FALSE(readTrustedFile(file("public", 0646)).ok());
}

}  // namespace
}  // namespace wattill::node
